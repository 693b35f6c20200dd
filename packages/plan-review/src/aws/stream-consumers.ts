import type { PlanUnderReview } from "../plan/plan-under-review";
import { referredResources } from "../plan/referred-resources";
import type { ResourceChange } from "../plan/resource-change";
import { valueAt } from "../plan/values";

/** Hours for which Kinesis keeps a record when nothing is said. */
const DEFAULT_RETENTION_HOURS = 24;

export type Moment = "before" | "after";

/** The Kinesis stream that a mapping reads, when it is in the plan. */
export function sourceStream(plan: PlanUnderReview, mapping: ResourceChange): ResourceChange | undefined {
  return referredResources(plan, mapping, "event_source_arn").find(({ type }) => type === "aws_kinesis_stream");
}

/** The function that a mapping invokes, when it is in the plan. */
export function invokedFunction(plan: PlanUnderReview, mapping: ResourceChange): ResourceChange | undefined {
  return referredResources(plan, mapping, "function_name").find(({ type }) => type === "aws_lambda_function");
}

export function retentionHours(stream: ResourceChange, moment: Moment): number {
  const hours = stream[moment]["retention_period"];
  return typeof hours === "number" ? hours : DEFAULT_RETENTION_HOURS;
}

/** An environment variable's path in a function. */
export function variablePath(variable: string): string {
  return `environment[0].variables.${variable}`;
}

/** Seconds for which a deduplicating function remembers an id; undefined for every other function, and without a profile. */
export function deduplicationSeconds(
  { profile }: PlanUnderReview,
  lambda: ResourceChange,
  moment: Moment,
): number | undefined {
  if (profile.deduplication === undefined) return undefined;
  const value = valueAt(lambda[moment], variablePath(profile.deduplication.windowVariable));
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : undefined;
}
