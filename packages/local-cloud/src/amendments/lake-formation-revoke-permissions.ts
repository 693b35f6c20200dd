import type { Amendment } from "../gateway/gateway";
import {
  errorResponse,
  jsonBody,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";
import { allGrants, covers, type Grant, type Resource } from "./lake-formation-grants";

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
