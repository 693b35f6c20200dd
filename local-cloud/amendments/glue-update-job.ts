import type { Amendment } from "../gateway/gateway";
import {
  jsonBody,
  jsonResponse,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";

/**
 * Observed with moto 5.2.5: UpdateJob is not implemented (the provider retries for ten minutes). So the job is deleted and
 * made again, with its tags, which UpdateJob does not carry.
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateJob.html
 */
export class GlueUpdateJob implements Amendment {
  constructor(private readonly place: { readonly accountId: string; readonly region: string }) {}

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    return request.service === "glue" && request.operation === "UpdateJob" ? this.update(request, forward) : undefined;
  }

  private async update(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const { JobName: name, JobUpdate: update } = jsonBody(request) as { JobName: string; JobUpdate: object };
    const call = (operation: string, body: object) =>
      forward({
        ...request,
        operation,
        headers: { ...request.headers, "x-amz-target": `AWSGlue.${operation}` },
        body: Buffer.from(JSON.stringify(body)),
      });
    const found = await call("GetJob", { JobName: name });
    if (found.status !== 200) return found;
    const { ExecutionClass } = jsonBody(found)["Job"] as { ExecutionClass?: string };
    const ResourceArn = `arn:aws:glue:${this.place.region}:${this.place.accountId}:job/${name}`;
    const { Tags } = jsonBody(await call("GetTags", { ResourceArn }));
    await call("DeleteJob", { JobName: name });
    const made = await call("CreateJob", { ExecutionClass, ...update, Name: name, Tags });
    return made.status === 200 ? jsonResponse({ JobName: name }) : made;
  }
}
