import type { Amendment } from "../gateway/gateway";
import {
  jsonBody,
  jsonResponse,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";
import { allGrants, covers, type Grant, type Resource } from "./lake-formation-grants";

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
