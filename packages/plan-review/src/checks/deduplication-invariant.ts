import { BUCKET_LOG_VARIABLES, DEDUPLICATE_VARIABLES, INDEX_ATTRIBUTES } from "../../../../lambda-src/interface";
import { duration } from "../aws/duration";
import { type Moment, deduplicationSeconds, invokedFunction, retentionHours, sourceStream, variablePath } from "../aws/stream-consumers";
import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import { valueAt } from "../plan/values";
import type { Evidence } from "../review";
import type { Check, Observation } from "./check";

/** Where and how ids are kept: under another of these, those that were claimed are not found. */
const INDEX_PATHS = [
  DEDUPLICATE_VARIABLES.index,
  DEDUPLICATE_VARIABLES.indexTable,
  BUCKET_LOG_VARIABLES.slotSeconds,
  BUCKET_LOG_VARIABLES.subBucketBits,
].map(variablePath);
const WINDOW_PATH = variablePath(DEDUPLICATE_VARIABLES.windowSeconds);
const TABLE_PATH = variablePath(DEDUPLICATE_VARIABLES.indexTable);
const TTL_PATHS = ["ttl[0].enabled", "ttl[0].attribute_name"];

/**
 * What the deduplicator promises is broken: an id is forgotten before the stream forgets its record, or all ids are. See
 * docs/deduplication.md.
 */
export const deduplicationInvariant: Check = {
  id: "deduplication-invariant",
  observe: (plan) =>
    plan
      .ofType("aws_lambda_function")
      .filter((lambda) => deduplicationSeconds(lambda, "before") !== undefined)
      .flatMap((lambda) => [...ofFunction(plan, lambda), ...ofTable(plan, lambda)]),
};

function ofFunction(plan: PlanUnderReview, lambda: ResourceChange): Observation[] {
  const uncovered = uncoveredStream(plan, lambda);
  const forgets = INDEX_PATHS.filter((path) => valueAt(lambda.before, path) !== valueAt(lambda.after, path));
  if (lambda.kind === "delete" || (uncovered === undefined && forgets.length === 0)) return [];
  const window = duration(deduplicationSeconds(lambda, "before") ?? 0);
  const common = { severity: "block", topic: "data", address: lambda.address } as const;
  const evidence = [...(uncovered?.evidence ?? []), ...lambda.evidence(...forgets)];
  if (forgets.length === 0) {
    return [
      {
        ...common,
        summary: "Forgets ids before the stream forgets their records: a replay passes as new events.",
        evidence,
        remedy: `Make \`${DEDUPLICATE_VARIABLES.windowSeconds}\` as long as the stream's \`retention_period\`, or shorten the retention.`,
      },
    ];
  }
  return [
    {
      ...common,
      summary: `Looks for ids where none are: those claimed in the last ${window} are not found any more.`,
      evidence,
      data: forgotten(window),
      remedy: `Take the change back; or apply it when producers send nothing twice, and count on the merge by \`event_uuid\` where people query.`,
    },
  ];
}

/** The first stream whose records outlive the ids after this plan, and did not before it. */
function uncoveredStream(plan: PlanUnderReview, lambda: ResourceChange): { readonly evidence: Evidence[] } | undefined {
  const streams = plan
    .ofType("aws_lambda_event_source_mapping")
    .filter((mapping) => invokedFunction(plan, mapping) === lambda)
    .flatMap((mapping) => sourceStream(plan, mapping) ?? []);
  const covers = (stream: ResourceChange, moment: Moment) =>
    (deduplicationSeconds(lambda, moment) ?? Infinity) >= retentionHours(stream, moment) * 3600;
  const stream = streams.find((candidate) => covers(candidate, "before") && !covers(candidate, "after"));
  if (stream === undefined) return undefined;
  const retention = stream
    .evidence("retention_period")
    .map((line) => ({ ...line, attribute: `${stream.address}.retention_period` }));
  return { evidence: [...lambda.evidence(WINDOW_PATH), ...retention] };
}

function ofTable(plan: PlanUnderReview, lambda: ResourceChange): Observation[] {
  const name = valueAt(lambda.before, TABLE_PATH);
  const table = plan.ofType("aws_dynamodb_table").find(({ before }) => before["name"] === name);
  if (table === undefined) return [];
  const window = duration(deduplicationSeconds(lambda, "before") ?? 0);
  if (table.destroys) {
    return [
      {
        severity: "block",
        topic: "data",
        address: table.address,
        summary: `Forgets every id of the deduplication window: what was delivered in the last ${window} passes as new when it comes again.`,
        evidence: table.evidence(...table.replacePaths),
        data: forgotten(window),
        remedy: "Take back what destroys the table; a table restored to a point in time brings the ids back.",
      },
    ];
  }
  const expired = (values: ResourceChange["after"]) =>
    valueAt(values, "ttl[0].enabled") === true &&
    valueAt(values, "ttl[0].attribute_name") === INDEX_ATTRIBUTES.expiresAt;
  if (!expired(table.before) || expired(table.after)) return [];
  return [
    {
      severity: "warn",
      topic: "data",
      address: table.address,
      summary: "Ids do not expire any more: the index grows with every event.",
      evidence: table.evidence(...TTL_PATHS),
      remedy: `Keep \`ttl\` enabled on \`${INDEX_ATTRIBUTES.expiresAt}\`, where the deduplicator writes the end of an id's window.`,
    },
  ];
}

function forgotten(window: string) {
  return {
    holds: `the ids of the events of the last ${window}, and which record claimed each`,
    lost: `all of them: for ${window} a duplicate of an earlier event is delivered a second time`,
    recovery: "Duplicates are removed by the merge on event_uuid where people query; raw files keep them.",
  };
}
