import { duration } from "../aws/duration";
import { deduplicationSeconds, invokedFunction, retentionHours, sourceStream } from "../aws/stream-consumers";
import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import type { DataAtRisk } from "../review";
import type { Check, Observation } from "./check";

/**
 * An event source mapping of a stream is replaced, so its position is forgotten: LATEST skips what was not read yet,
 * TRIM_HORIZON reads all of the stream again.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html "StartingPosition"
 */
export const restartPosition: Check = {
  id: "restart-position",
  observe: (plan) => restarts(plan).map(({ removed, created }) => observation(plan, removed, created)),
};

interface Restart {
  readonly removed: ResourceChange;
  readonly created: ResourceChange;
}

/** Replaced mappings, and those that go under one address and come under another. Queues have no position. */
function restarts(plan: PlanUnderReview): Restart[] {
  const mappings = plan.ofType("aws_lambda_event_source_mapping").filter(({ deposed }) => deposed === undefined);
  const created = mappings.filter(({ kind }) => kind === "create");
  return mappings
    .filter(({ destroys, before }) => destroys && typeof before["starting_position"] === "string")
    .flatMap((removed) => {
      if (removed.creates) return [{ removed, created: removed }];
      const source = sourceStream(plan, removed);
      const match = created.find((other) => source !== undefined && sourceStream(plan, other) === source);
      return match ? [{ removed, created: match }] : [];
    });
}

function observation(plan: PlanUnderReview, removed: ResourceChange, created: ResourceChange): Observation {
  const stream = streamReadSoFar(plan, removed);
  const hours = stream && retentionHours(stream, "before");
  const kept = hours === undefined ? "all that the stream keeps" : `the last ${duration(hours * 3600)}`;
  const moved =
    created.isUnknown("event_source_arn") || removed.before["event_source_arn"] !== created.after["event_source_arn"];
  const position = created.textAfter("starting_position") ?? "an unknown position";
  const common = {
    topic: "data",
    address: created.address,
    evidence: [
      {
        attribute: "starting_position",
        before: removed.textBefore("starting_position"),
        after: created.textAfter("starting_position"),
      },
      ...(moved
        ? [
            {
              attribute: "event_source_arn",
              before: removed.textBefore("event_source_arn"),
              after: created.textAfter("event_source_arn"),
            },
          ]
        : []),
    ],
  } as const;
  if (moved) {
    return {
      ...common,
      severity: "block",
      summary: `Reads another stream, from ${position}: what the old one holds unread is not read any more.`,
      data: data(
        "every record of the old stream that it has not read yet",
        stream?.destroys === true
          ? "None: this plan destroys the old stream."
          : `The old stream keeps ${kept}, if it stays: a mapping of its own reads the rest.`,
      ),
      remedy: "Keep the old mapping beside the new one until its iterator age is zero, then remove it in a later plan.",
    };
  }
  if (position === "TRIM_HORIZON") return { ...common, ...replay(plan, created, hours, kept) };
  return {
    ...common,
    severity: "block",
    summary: `Recreates the mapping at ${position}: records that it has not read yet, and those that arrive meanwhile, are skipped.`,
    data: data(
      "every record that it has not read yet, and those that arrive before the new mapping reads",
      `The stream keeps ${kept}: \`starting_position = "AT_TIMESTAMP"\` with a time before the apply reads them.`,
    ),
    remedy: "Revert what replaces the mapping; or start it at `AT_TIMESTAMP`, some minutes before the apply.",
  };
}

/** What a mapping has read until now; its references may name another stream already. */
function streamReadSoFar(plan: PlanUnderReview, mapping: ResourceChange): ResourceChange | undefined {
  const arn = mapping.before["event_source_arn"];
  return plan.ofType("aws_kinesis_stream").find(({ before }) => before["arn"] === arn) ?? sourceStream(plan, mapping);
}

function replay(plan: PlanUnderReview, mapping: ResourceChange, hours: number | undefined, kept: string) {
  const lambda = invokedFunction(plan, mapping);
  const window = lambda && deduplicationSeconds(plan, lambda, "after");
  const covered = window !== undefined && hours !== undefined && window >= hours * 3600;
  const deduplication =
    window === undefined
      ? "the plan shows no deduplication behind it"
      : `ids are remembered for ${duration(window)}${covered ? ", no less than the stream keeps a record" : ""}`;
  return {
    severity: covered ? ("warn" as const) : ("block" as const),
    summary: `Recreates the mapping at TRIM_HORIZON: ${kept} are read a second time.`,
    data: data(
      `nothing; ${kept} are processed again, and ${deduplication}`,
      covered
        ? "Not needed: the second time is dropped as duplicates. It takes time and requests."
        : "Duplicates that were delivered must be removed where people query.",
    ),
    remedy: covered
      ? "Expect full batches until the mapping has caught up; or revert what replaces it."
      : "Revert what replaces the mapping; or start it at `AT_TIMESTAMP`, some minutes before the apply.",
  };
}

function data(lost: string, recovery: string): DataAtRisk {
  return { holds: "the position up to which the stream was read", lost, recovery };
}
