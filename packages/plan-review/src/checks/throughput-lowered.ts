import type { ResourceChange } from "../plan/resource-change";
import { valueAt } from "../plan/values";
import type { Check } from "./check";

/** A setting that bounds how much passes in a second. */
interface Bound {
  readonly path: string;
  /** What less of it does, after a colon. */
  readonly effect: string;
  /** True when the change from one to the other lowers the bound. @default - both are numbers, and the second is less */
  readonly lowered?: (before: unknown, after: unknown) => boolean;
}

const CAPACITY = "requests above its capacity are throttled";
const isOffAfter = (before: unknown, after: unknown) => before !== false && after === false;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
const BOUNDS: Readonly<Record<string, readonly Bound[]>> = {
  aws_kinesis_stream: [
    {
      path: "shard_count",
      effect: "each shard that goes takes 1 MB and 1,000 records a second with it; producers above that are throttled",
    },
    {
      path: "stream_mode_details[0].stream_mode",
      effect: "it does not scale by itself any more: each shard takes 1 MB and 1,000 records a second",
      lowered: (before, after) => before === "ON_DEMAND" && after === "PROVISIONED",
    },
  ],
  aws_dynamodb_table: [
    {
      path: "billing_mode",
      effect: CAPACITY,
      lowered: (before, after) => before === "PAY_PER_REQUEST" && after === "PROVISIONED",
    },
    { path: "write_capacity", effect: CAPACITY },
    { path: "read_capacity", effect: CAPACITY },
  ],
  aws_lambda_event_source_mapping: [
    { path: "enabled", effect: "it stops reading, and what the source keeps no longer is lost", lowered: isOffAfter },
    { path: "parallelization_factor", effect: "fewer batches of a shard are worked on at a time" },
    { path: "batch_size", effect: "an invocation takes fewer records" },
    {
      path: "scaling_config[0].maximum_concurrency",
      effect: "fewer batches are worked on at a time",
      lowered: isCapped,
    },
  ],
  aws_lambda_function: [
    {
      path: "reserved_concurrent_executions",
      effect: "invocations above the reserved concurrency are throttled (0 stops the function)",
      lowered: (before, after) =>
        typeof after === "number" && after >= 0 && !(typeof before === "number" && before >= 0 && before <= after),
    },
    { path: "memory_size", effect: "less memory brings less CPU, and a batch takes longer" },
    { path: "timeout", effect: "a batch that takes longer than the timeout fails, and is tried again" },
  ],
  aws_lambda_provisioned_concurrency_config: [
    { path: "provisioned_concurrent_executions", effect: "more invocations wait for a cold start" },
  ],
  aws_glue_job: [
    { path: "number_of_workers", effect: "a run takes longer" },
    { path: "timeout", effect: "a run that takes longer than the timeout is stopped" },
  ],
  aws_appautoscaling_target: [{ path: "max_capacity", effect: CAPACITY }],
};

/** Less passes in a second than before: a backlog grows, and what outlives the stream's retention is lost. */
export const throughputLowered: Check = {
  id: "throughput-lowered",
  observe: (plan) =>
    plan.resources
      .filter(({ kind }) => kind === "update" || kind === "replace")
      .flatMap((change) => {
        const lowered = (BOUNDS[change.type] ?? []).filter((bound) => isLowered(change, bound));
        if (lowered.length === 0) return [];
        return [
          {
            severity: "warn",
            topic: "operation",
            address: change.address,
            summary: `Takes less than before: ${[...new Set(lowered.map(({ effect }) => effect))].join("; ")}.`,
            evidence: change.evidence(...lowered.map(({ path }) => path)),
            remedy:
              "Compare with the peak of the last weeks, not with the average, and watch the iterator age after the apply.",
          },
        ];
      }),
};

function isLowered(change: ResourceChange, { path, lowered = isLess }: Bound): boolean {
  return !change.isUnknown(path) && lowered(valueAt(change.before, path), valueAt(change.after, path));
}

/** Zero and absent are "not set" to the provider, and no bound. */
function isLess(before: unknown, after: unknown): boolean {
  return typeof before === "number" && typeof after === "number" && after > 0 && after < before;
}

/** From no bound to one, or to a lower one. */
function isCapped(before: unknown, after: unknown): boolean {
  return typeof after === "number" && after > 0 && (typeof before !== "number" || before === 0 || after < before);
}
