import type { Amendment } from "../gateway/gateway";
import {
  jsonBody,
  otherCall,
  jsonResponse,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";

type Body = Readonly<Record<string, unknown>>;

/** How a thing that moto cannot update is made anew. */
interface Update {
  /** Part of the operations' names, for example `Job` of GetJob. */
  readonly kind: string;
  /** Member of a request that names it, where it does not exist yet: `JobName` of GetJob. */
  readonly nameMember: string;
  /** Member of the update that holds what is new. */
  readonly updateMember: string;
  /** Part of its ARN. */
  readonly arnKind: string;
  /** What the update leaves out and the thing keeps. */
  kept(found: Body): Body;
}

/** An update overwrites the whole of a job, but for its tags; a trigger keeps what the update does not name, and goes on. */
const UPDATES: readonly Update[] = [
  {
    kind: "Job",
    nameMember: "JobName",
    updateMember: "JobUpdate",
    arnKind: "job",
    kept: ({ ExecutionClass }) => ({ ExecutionClass }),
  },
  {
    kind: "Trigger",
    nameMember: "Name",
    updateMember: "TriggerUpdate",
    arnKind: "trigger",
    kept: ({ State, ...trigger }) => ({ ...trigger, StartOnCreation: State === "ACTIVATED" }),
  },
];

/**
 * Observed with moto 5.2.5: UpdateJob and UpdateTrigger are not implemented (the provider retries for ten minutes). So the
 * old one is deleted and a new one made, with its tags.
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateJob.html
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_UpdateTrigger.html
 */
export class GlueUpdates implements Amendment {
  constructor(private readonly place: { readonly accountId: string; readonly region: string }) {}

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (request.service !== "glue") return undefined;
    const update = UPDATES.find(({ kind }) => request.operation === `Update${kind}`);
    return update && this.replace(update, request, forward);
  }

  private async replace(update: Update, request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const body = jsonBody(request);
    const name = String(body[update.nameMember]);
    const call = (operation: string, content: Body) => forward(otherCall(request, operation, content));
    const found = await call(`Get${update.kind}`, { [update.nameMember]: name });
    if (found.status !== 200) return found;
    const { region, accountId } = this.place;
    const ResourceArn = `arn:aws:glue:${region}:${accountId}:${update.arnKind}/${name}`;
    const { Tags } = jsonBody(await call("GetTags", { ResourceArn }));
    await call(`Delete${update.kind}`, { [update.nameMember]: name });
    const made = await call(`Create${update.kind}`, {
      ...update.kept(jsonBody(found)[update.kind] as Body),
      ...(body[update.updateMember] as Body),
      Name: name,
      Tags,
    });
    return made.status === 200 ? jsonResponse({ [update.nameMember]: name }) : made;
  }
}
