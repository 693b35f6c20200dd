import type { Amendment } from "../gateway/gateway";
import {
  jsonBody,
  otherCall,
  jsonResponse,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
  errorResponse,
} from "../gateway/service-message";

type Members = Readonly<Record<string, unknown>>;

/**
 * Observed with moto 5.2.5: UpdateWorkGroup is not implemented (the provider tries again for minutes). So the workgroup is
 * deleted and made again with its tags; its saved queries name it, and stay.
 *
 * @see https://docs.aws.amazon.com/athena/latest/APIReference/API_UpdateWorkGroup.html
 */
export class AthenaUpdateWorkGroup implements Amendment {
  constructor(private readonly place: { readonly accountId: string; readonly region: string }) {}

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    return request.service === "athena" && request.operation === "UpdateWorkGroup"
      ? this.update(request, forward)
      : undefined;
  }

  private async update(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const {
      WorkGroup,
      Description,
      ConfigurationUpdates: updates = {},
    } = jsonBody(request) as Members & {
      ConfigurationUpdates?: Members;
    };
    const call = (operation: string, body: Members) => forward(otherCall(request, operation, body));
    const found = await call("GetWorkGroup", { WorkGroup });
    const group = jsonBody(found)["WorkGroup"] as Members | null | undefined;
    if (found.status !== 200 || !group) return found;
    const { region, accountId } = this.place;
    const ResourceARN = `arn:aws:athena:${region}:${accountId}:workgroup/${String(WorkGroup)}`;
    const { Tags } = jsonBody(await call("ListTagsForResource", { ResourceARN }));
    await call("DeleteWorkGroup", { WorkGroup });
    const made = await call("CreateWorkGroup", {
      Name: WorkGroup,
      Description: Description ?? group["Description"],
      Configuration: updated(group["Configuration"] as Members, updates),
      Tags,
    });
    return made.status === 200 ? jsonResponse({}) : made;
  }
}

/** `Remove...: true` takes a member away; every other member replaces the one of its name. */
function updated(configuration: Members, updates: Members): Members {
  const { ResultConfigurationUpdates: results, ...others } = updates;
  const current = (configuration["ResultConfiguration"] ?? {}) as Members;
  return merge({ ...configuration, ResultConfiguration: merge(current, (results ?? {}) as Members) }, others);
}

function merge(current: Members, updates: Members): Members {
  const removed = Object.entries(updates).flatMap(([name, value]) =>
    name.startsWith("Remove") && value === true ? [name.slice("Remove".length)] : [],
  );
  const named = Object.entries(updates).filter(([name]) => !name.startsWith("Remove"));
  return Object.fromEntries(
    Object.entries({ ...current, ...Object.fromEntries(named) }).filter(([name]) => !removed.includes(name)),
  );
}

/**
 * Remembers which saved queries were deleted. Observed with moto 5.2.5: DeleteNamedQuery is not implemented (the provider
 * tries again for minutes). Provider 5.100.0 takes a query for gone only when Athena says "does not exist": with any other
 * words, a destroy that was killed cannot be repeated.
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
    const found = await this.get(otherCall(request, "GetNamedQuery", jsonBody(request)), forward);
    if (found.status !== 200) return found;
    this.deleted.add(idOf(request));
    return jsonResponse({});
  }

  private get(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const id = idOf(request);
    return this.deleted.has(id)
      ? Promise.resolve(errorResponse("InvalidRequestException", `NamedQuery ${id} does not exist`))
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
