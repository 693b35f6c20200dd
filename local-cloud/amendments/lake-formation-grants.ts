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

/** Whether a filter finds a grant: same kind and same names; a table finds the grants on its columns, too. */
export function covers(wanted: Resource, granted: Resource): boolean {
  const kind = Object.keys(wanted)[0];
  if (kind === undefined) return true;
  const candidates = kind === "Table" ? [granted["Table"], granted["TableWithColumns"]] : [granted[kind]];
  const names = Object.entries(wanted[kind] ?? {}).filter(([name]) =>
    ["DatabaseName", "Name", "ResourceArn", "TagKey"].includes(name),
  );
  return candidates.some(
    (candidate) => candidate !== undefined && names.every(([name, value]) => candidate[name] === value),
  );
}
