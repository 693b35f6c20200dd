import { jsonBody, type Forward, type ServiceRequest } from "../gateway/service-message";

/** What a grant is about, by its kind: Database, Table, TableWithColumns, DataLocation. */
export type Resource = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** One grant, as ListPermissions writes it. */
export interface Grant {
  readonly Principal?: { readonly DataLakePrincipalIdentifier?: string };
  readonly Resource?: Resource;
  readonly Permissions?: readonly string[];
}

/** Every grant of a catalogue, unfiltered. */
export async function allGrants(
  request: ServiceRequest,
  forward: Forward,
  catalogId: unknown,
): Promise<readonly Grant[]> {
  const body = Buffer.from(JSON.stringify(catalogId === undefined ? {} : { CatalogId: catalogId }));
  const response = await forward({ ...request, method: "POST", path: "/ListPermissions", body });
  if (response.status !== 200)
    throw new Error(`ListPermissions answered ${response.status}: ${response.body.toString()}`);
  return (jsonBody(response)["PrincipalResourcePermissions"] ?? []) as readonly Grant[];
}

/**
 * Whether a filter finds a grant: same kind and same names, for all tables of a database the same wildcard, for LF-tags
 * the same expression; a table finds the grants on its columns, too.
 */
export function covers(wanted: Resource, granted: Resource): boolean {
  const kind = Object.keys(wanted)[0];
  if (kind === undefined) return true;
  const candidates = kind === "Table" ? [granted["Table"], granted["TableWithColumns"]] : [granted[kind]];
  const named = Object.entries(wanted[kind] ?? {}).filter(([member]) => IDENTIFYING.has(member));
  return candidates.some(
    (candidate) =>
      candidate !== undefined && named.every(([member, value]) => canonical(candidate[member]) === canonical(value)),
  );
}

/** Members that say which resource is meant. The catalogue is left out: a caller may name it or not. */
const IDENTIFYING = new Set([
  "DatabaseName",
  "Expression",
  "Name",
  "ResourceArn",
  "ResourceType",
  "TableWildcard",
  "TagKey",
]);

/** The same text for the same value: LF-tags and their values have no order. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).sort().join()}]`;
  if (value === undefined) return "";
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`);
  return `{${members.sort().join()}}`;
}
