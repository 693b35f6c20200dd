import { acknowledge } from "./acknowledgements";
import type { Check } from "./checks/check";
import { checks } from "./checks/checks";
import type { ReviewProfile } from "./review-profile";
import { costLines } from "./costs/cost-lines";
import { infracostLines } from "./costs/infracost";
import { planHash } from "./plan/plan-hash";
import { readPlanJson } from "./plan/plan-json";
import { PlanUnderReview, isNoOp } from "./plan/plan-under-review";
import type { ResourceChange } from "./plan/resource-change";
import { masked, secretMask } from "./plan/sensitive-values";
import { SynthesisedStack } from "./plan/synthesised-stack";
import type {
  Acknowledgement,
  CostLine,
  Finding,
  PlanError,
  Review,
  ReviewedChange,
  Severity,
  Topic,
  Verdict,
} from "./review";

export interface ReviewRequest {
  /** What `terraform show -json <plan>` printed, parsed. */
  readonly plan: unknown;
  /** What Terraform ended with, where it was at hand. @default - not known: the plan's JSON does not say it */
  readonly errors?: readonly PlanError[];
  /** Name of the stack: `event-lake-dev`. */
  readonly stack: string;
  /** The parsed `cdk.tf.json` that was planned. @default - no construct paths, no `prevent_destroy` */
  readonly head?: unknown;
  /** The parsed `cdk.tf.json` of the commit that the change starts from. @default - what the code no longer says stays unseen */
  readonly base?: unknown;
  /** What the project knows of itself. @default - nothing */
  readonly profile?: ReviewProfile;
  /** @default - none */
  readonly acknowledgements?: readonly Acknowledgement[];
  /** What Infracost said of the plan, its JSON, parsed: counts before our own prices. @default - our own prices alone */
  readonly infracost?: unknown;
  /** The day of the review, `YYYY-MM-DD` in UTC. */
  readonly today: string;
}

const SEVERITIES: readonly Severity[] = ["block", "warn", "inform"];
const TOPICS: readonly Topic[] = ["data", "access", "operation", "cost", "note"];

/**
 * Reviews one plan: what it changes, what is at risk, what people have accepted.
 *
 * A plan that `prevent_destroy` stopped and an acknowledgement past its day are objections, whatever else was accepted. A
 * plan that Terraform could not finish is incomplete, whatever was found in what there is.
 *
 * @throws Error when the plan or a synthesised stack cannot be read
 */
export function reviewPlan(request: ReviewRequest): Review {
  const { stack, acknowledgements = [], today } = request;
  const { head, base, profile, errors = [] } = request;
  const json = readPlanJson(request.plan);
  const plan = new PlanUnderReview(json, synthesised(head), synthesised(base), profile, errors);
  const mask = secretMask(plan.json);
  const { findings, stale } = acknowledge(
    stack,
    masked(findingsOf(plan, profile?.checks), mask),
    acknowledgements,
    today,
    profile?.longestAcknowledgement,
  );
  const changesNothing =
    plan.changed.length === 0 &&
    plan.json.action_invocations.length === 0 &&
    plan.json.deferred_changes.length === 0 &&
    plan.json.deferred_action_invocations.length === 0 &&
    Object.values(plan.outputs).every(({ actions }) => isNoOp(actions));
  const objects =
    plan.errored ||
    findings.some(({ severity, acknowledgement }) => severity === "block" && acknowledgement === undefined) ||
    stale.some(({ state }) => state === "expired");
  return {
    stack,
    planHash: planHash(plan),
    errored: plan.errored,
    errors: plan.incomplete ? masked(errors, mask) : [],
    findings,
    changes: masked(plan.changed.map((change) => reviewedChange(change, plan)).sort(byAddress), mask),
    costs: masked(costsOf(plan, request.infracost), mask),
    staleAcknowledgements: stale,
    verdict: plan.incomplete ? "incomplete" : verdict(objects, changesNothing),
  };
}

/** A resource that Infracost prices is not priced twice. */
function costsOf(plan: PlanUnderReview, infracost: unknown): readonly CostLine[] {
  const others = infracost === undefined ? [] : infracostLines(infracost);
  const priced = new Set(others.map(({ address }) => address));
  return [...costLines(plan).filter(({ address }) => !priced.has(address)), ...others].sort(byAddress);
}

function findingsOf(plan: PlanUnderReview, own: readonly Check[] = []): Finding[] {
  const { severities = {} } = plan.profile;
  const all = [...checks, ...own];
  refuseMistakes(all, severities);
  return all
    .flatMap(({ id, observe }) =>
      observe(plan).map((observation) => ({
        check: id,
        ...observation,
        constructPath: plan.constructPath(observation.address),
      })),
    )
    .flatMap((finding) => {
      const severity = severities[finding.check] ?? finding.severity;
      return severity === "off" ? [] : [{ ...finding, severity }];
    })
    .sort(
      (left, right) =>
        SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity) ||
        TOPICS.indexOf(left.topic) - TOPICS.indexOf(right.topic) ||
        byAddress(left, right),
    );
}

/** A name that is written wrong would change nothing, and nobody would see it. */
function refuseMistakes(all: readonly Check[], severities: Readonly<Record<string, unknown>>): void {
  const ids = all.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) < index);
  if (twice !== undefined) throw new Error(`Two checks have the id "${twice}". Give the project's own check another.`);
  const unknown = Object.keys(severities).find((id) => !ids.includes(id));
  if (unknown !== undefined) {
    throw new Error(
      `The profile gives a severity to the check "${unknown}", which there is not. The checks: ${[...ids].sort().join(", ")}.`,
    );
  }
}

function verdict(objects: boolean, changesNothing: boolean): Verdict {
  if (objects) return "objection";
  return changesNothing ? "unchanged" : "clear";
}

function synthesised(json: unknown): SynthesisedStack | undefined {
  return json === undefined ? undefined : new SynthesisedStack(json);
}

function byAddress(left: { readonly address: string }, right: { readonly address: string }): number {
  return left.address < right.address ? -1 : left.address > right.address ? 1 : 0;
}

/** Attributes of a creation or deletion that are not shown: they repeat the name, or the provider makes them up. */
const NOT_SHOWN = /^(id|arn|tags_all|timeouts|owner_id)\b/;

/** A change as the comment's details show it. */
function reviewedChange(change: ResourceChange, plan: PlanUnderReview): ReviewedChange {
  const { address, previousAddress, imported, type, kind, cosmetic, differences } = change;
  const partial = kind !== "create" && kind !== "delete";
  return {
    address,
    type,
    constructPath: plan.constructPath(address),
    kind,
    ...(previousAddress !== undefined && { previousAddress }),
    ...(imported && { imported }),
    cosmetic,
    attributes: partial
      ? differences
      : differences.filter(({ attribute, after }) => !NOT_SHOWN.test(attribute) && after !== "(known after apply)"),
  };
}
