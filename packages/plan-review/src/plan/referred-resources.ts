import type { PlanUnderReview } from "./plan-under-review";
import type { ResourceChange } from "./resource-change";

const known = new WeakMap<ResourceChange, Map<string, readonly ResourceChange[]>>();
const byArn = new WeakMap<PlanUnderReview, ReadonlyMap<string, ResourceChange>>();

/**
 * The resources that an argument names: by a reference in the code, or by their ARN in the state.
 *
 * @param argument at the top of the resource: `event_source_arn`, `destination_config`
 */
export function referredResources(
  plan: PlanUnderReview,
  change: ResourceChange,
  argument: string,
): readonly ResourceChange[] {
  const ofChange = known.get(change) ?? new Map<string, readonly ResourceChange[]>();
  known.set(change, ofChange);
  const found = ofChange.get(argument) ?? findReferred(plan, change, argument);
  ofChange.set(argument, found);
  return found;
}

function findReferred(plan: PlanUnderReview, change: ResourceChange, argument: string): readonly ResourceChange[] {
  const { configuration } = plan;
  const referred = configuration
    .referencesOf(change.address, configuration.expressionsOf(change.address)[argument])
    .flatMap((address) => plan.resource(address) ?? []);
  const named = [change.before[argument], change.after[argument]].flatMap((value) => resourceOfArn(plan, value) ?? []);
  return [...new Set([...referred, ...named])];
}

/** The resource that has this ARN in the state. */
export function resourceOfArn(plan: PlanUnderReview, arn: unknown): ResourceChange | undefined {
  return typeof arn === "string" ? arnsOf(plan).get(arn) : undefined;
}

function arnsOf(plan: PlanUnderReview): ReadonlyMap<string, ResourceChange> {
  const indexed = byArn.get(plan);
  if (indexed) return indexed;
  const found = new Map(
    plan.resources.flatMap((change) => {
      const arn = change.before["arn"];
      return typeof arn === "string" && change.deposed === undefined ? [[arn, change] as const] : [];
    }),
  );
  byArn.set(plan, found);
  return found;
}
