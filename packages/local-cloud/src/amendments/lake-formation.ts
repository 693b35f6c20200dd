import type { Amendment } from "../gateway/gateway";
import {
  jsonBody,
  jsonResponse,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
  errorResponse,
} from "../gateway/service-message";

/**
 * Observed with moto 5.2.1 and 5.2.5: ListPermissions refuses every Resource but a catalogue, database or table ("Resource
 * must have either the catalog, table or database field populated"), and its table filter does not find a grant on the
 * table's columns, as AWS does. The provider then waits a minute and fails. So the emulator is asked for everything and
 * the filter is applied here.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_ListPermissions.html
 */
export const lakeFormationListPermissions: Amendment = {
  answer: (request, forward) =>
    request.method === "POST" && request.path === "/ListPermissions" ? listPermissions(request, forward) : undefined,
};

async function listPermissions(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
  const { Resource: wanted, Principal: principal, CatalogId: catalogId } = jsonBody(request);
  const entries = await allGrants(request, forward, catalogId);
  const wantedPrincipal = (principal as Grant["Principal"])?.DataLakePrincipalIdentifier;
  return jsonResponse({
    PrincipalResourcePermissions: entries.filter(
      (entry) =>
        (wantedPrincipal === undefined || entry.Principal?.DataLakePrincipalIdentifier === wantedPrincipal) &&
        (wanted === undefined || covers(wanted as Resource, entry.Resource ?? {})),
    ),
  });
}

/**
 * Observed with moto 5.2.1 and 5.2.5: revoking what is not granted succeeds for ever. AWS answers with an error, and the
 * provider revokes again and again until it sees it, so every destroy would fail with "empty retryable error received".
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/blob/v5.100.0/internal/service/lakeformation/permissions.go
 */
export const lakeFormationRevokePermissions: Amendment = {
  answer: (request, forward) =>
    request.method === "POST" && request.path === "/RevokePermissions"
      ? revokePermissions(request, forward)
      : undefined,
};

async function revokePermissions(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
  const { Resource: resource, Principal: principal, CatalogId: catalogId } = jsonBody(request);
  const grantee = (principal as Grant["Principal"])?.DataLakePrincipalIdentifier;
  const held = (await allGrants(request, forward, catalogId)).some(
    (entry) =>
      entry.Principal?.DataLakePrincipalIdentifier === grantee &&
      covers(resource as Resource, entry.Resource ?? {}) &&
      (entry.Permissions ?? []).length > 0,
  );
  if (!held)
    return errorResponse(
      "InvalidInputException",
      "No permissions revoked. Grantee has no permissions on the resource.",
    );
  return forward(request);
}

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
