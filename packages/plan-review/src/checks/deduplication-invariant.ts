import { duration } from "../aws/duration";
import {
  deduplicationSeconds,
  invokedFunction,
  type Moment,
  retentionHours,
  sourceStream,
  variablePath,
} from "../aws/stream-consumers";
import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import { valueAt } from "../plan/values";
import type { DeduplicationProfile } from "../profile";
import type { DataAtRisk, Evidence } from "../review";
import type { Check, Observation } from "./check";

/**
 * A deduplicator keeps its promise no longer: an id is forgotten before the stream forgets its record, or all ids are. Needs
 * a profile that says how the project deduplicates.
 */
export const deduplicationInvariant: Check = {
  id: "deduplication-invariant",
  observe: (plan) => {
    const { deduplication } = plan.profile;
    if (deduplication === undefined) return [];
    return plan.ofType("aws_lambda_function").flatMap((lambda) => {
      const seconds = deduplicationSeconds(plan, lambda, "before");
      if (seconds === undefined) return [];
      const window = duration(seconds);
      return [...ofFunction(plan, lambda, deduplication, window), ...ofTable(plan, lambda, deduplication, window)];
    });
  },
};

function ofFunction(
  plan: PlanUnderReview,
  lambda: ResourceChange,
  deduplication: DeduplicationProfile,
  window: string,
): Observation[] {
  const { windowVariable, tableVariable, layoutVariables } = deduplication;
  const changed = [tableVariable, ...layoutVariables]
    .map(variablePath)
    .filter((path) => valueAt(lambda.before, path) !== valueAt(lambda.after, path));
  const uncovered = uncoveredStream(plan, lambda, windowVariable);
  if (lambda.kind === "delete" || (uncovered === undefined && changed.length === 0)) return [];
  const common = { severity: "block", topic: "data", address: lambda.address } as const;
  const evidence = [...(uncovered ?? []), ...lambda.evidence(...changed)];
  if (changed.length === 0) {
    return [
      {
        ...common,
        summary: "Forgets ids before the stream forgets their records: a replay passes as new events.",
        evidence,
        remedy: `Make \`${windowVariable}\` as long as the stream's \`retention_period\`, or shorten the retention.`,
      },
    ];
  }
  return [
    {
      ...common,
      summary: `Looks for ids where none are: those claimed in the last ${window} are not found any more.`,
      evidence,
      data: forgottenIds(deduplication, window),
      remedy: "Revert the change; or apply it while producers send nothing twice.",
    },
  ];
}

/** Evidence of the first stream whose records outlive the ids after this plan, and did not before it. */
function uncoveredStream(
  plan: PlanUnderReview,
  lambda: ResourceChange,
  windowVariable: string,
): readonly Evidence[] | undefined {
  const streams = plan
    .ofType("aws_lambda_event_source_mapping")
    .filter((mapping) => invokedFunction(plan, mapping) === lambda)
    .flatMap((mapping) => sourceStream(plan, mapping) ?? []);
  const covers = (stream: ResourceChange, moment: Moment) =>
    (deduplicationSeconds(plan, lambda, moment) ?? Infinity) >= retentionHours(stream, moment) * 3600;
  const stream = streams.find((candidate) => covers(candidate, "before") && !covers(candidate, "after"));
  if (stream === undefined) return undefined;
  const retention = stream
    .evidence("retention_period")
    .map((line) => ({ ...line, attribute: `${stream.address}.retention_period` }));
  return [...lambda.evidence(variablePath(windowVariable)), ...retention];
}

function ofTable(
  plan: PlanUnderReview,
  lambda: ResourceChange,
  deduplication: DeduplicationProfile,
  window: string,
): Observation[] {
  const { tableVariable, expiryAttribute } = deduplication;
  const name = valueAt(lambda.before, variablePath(tableVariable));
  const table = plan.ofType("aws_dynamodb_table").find(({ before }) => before["name"] === name);
  if (table === undefined) return [];
  if (table.destroys) {
    return [
      {
        severity: "block",
        topic: "data",
        address: table.address,
        summary: `Forgets every id of the deduplication window: what was delivered in the last ${window} passes as new when it comes again.`,
        evidence: table.evidence(...table.replacePaths),
        data: forgottenIds(deduplication, window),
        remedy: "Revert what destroys the table; a table restored to a point in time brings the ids back.",
      },
    ];
  }
  const expires = (values: ResourceChange["after"]) =>
    valueAt(values, "ttl[0].enabled") === true && valueAt(values, "ttl[0].attribute_name") === expiryAttribute;
  if (!expires(table.before) || expires(table.after)) return [];
  return [
    {
      severity: "warn",
      topic: "data",
      address: table.address,
      summary: "Ids do not expire any more: the table grows with every event.",
      evidence: table.evidence("ttl[0].enabled", "ttl[0].attribute_name"),
      remedy: `Keep \`ttl\` enabled on \`${expiryAttribute}\`, where the deduplicator writes the end of an id's window.`,
    },
  ];
}

function forgottenIds({ recovery }: DeduplicationProfile, window: string): DataAtRisk {
  return {
    holds: `the ids of the events of the last ${window}, and which record claimed each`,
    lost: `all of them: for ${window} a duplicate of an earlier event is delivered a second time`,
    recovery: recovery ?? "None: what is delivered twice stays.",
  };
}
