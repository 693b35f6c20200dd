import type { Amendment } from "../gateway/gateway";
import {
  errorResponse,
  jsonBody,
  jsonResponse,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";

/**
 * Remembers which saved queries were deleted. Observed with moto 5.2.5: DeleteNamedQuery is not implemented (the provider
 * tries again for minutes).
 *
 * @see https://docs.aws.amazon.com/athena/latest/APIReference/API_DeleteNamedQuery.html
 */
export class AthenaDeleteNamedQuery implements Amendment {
  private readonly deleted = new Set<string>();

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (request.service !== "athena") return undefined;
    switch (request.operation) {
      case "DeleteNamedQuery":
        return this.delete(request, forward);
      case "GetNamedQuery":
        return this.get(request, forward);
      case "ListNamedQueries":
        return this.list(request, forward);
      default:
        return undefined;
    }
  }

  private async delete(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const get = { ...request.headers, "x-amz-target": "AmazonAthena.GetNamedQuery" };
    const found = await this.get({ ...request, operation: "GetNamedQuery", headers: get }, forward);
    if (found.status !== 200) return found;
    this.deleted.add(idOf(request));
    return jsonResponse({});
  }

  private get(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const id = idOf(request);
    return this.deleted.has(id)
      ? Promise.resolve(errorResponse("InvalidRequestException", `NamedQuery ${id} was not found`))
      : forward(request);
  }

  private async list(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const response = await forward(request);
    const body = jsonBody(response);
    const ids = body["NamedQueryIds"] as readonly string[] | undefined;
    if (response.status !== 200 || ids === undefined) return response;
    return jsonResponse({ ...body, NamedQueryIds: ids.filter((id) => !this.deleted.has(id)) });
  }
}

function idOf(request: ServiceRequest): string {
  return String(jsonBody(request)["NamedQueryId"]);
}
