import type { PlanUnderReview } from "../plan/plan-under-review";
import type { DataAtRisk, Evidence, Severity, Topic } from "../review";

/** What a check says of one resource; the review adds the check's name and the construct's path. */
export interface Observation {
  readonly severity: Severity;
  readonly topic: Topic;
  readonly address: string;
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  readonly data?: DataAtRisk;
  readonly remedy: string;
}

/**
 * One rule, in a file of its own.
 *
 * A check says one thing of one address at most, with as much evidence as there is: so one acknowledgement answers it. All
 * values in texts come from `textBefore`, `textAfter`, `evidence` or `differences`, which mask what the plan marks as sensitive.
 */
export interface Check {
  /** The file's name: `store-removed`. */
  readonly id: string;
  readonly observe: (plan: PlanUnderReview) => readonly Observation[];
}
