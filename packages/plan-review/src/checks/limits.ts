import { type Moment, deduplicationSeconds, sourceStream } from "../aws/stream-consumers";
import type { PlanUnderReview } from "../plan/plan-under-review";
import { referredResources } from "../plan/referred-resources";
import type { ResourceChange } from "../plan/resource-change";
import { isValues, valueAt } from "../plan/values";
import type { Check, Observation } from "./check";

/** Characters of all inline policies of a role. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ROLE_POLICY_CHARACTERS = 10_240;
/** Bytes of all environment variables of a function. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const ENVIRONMENT_BYTES = 4096;
/** Reads a second of one shard, by all consumers of shared throughput. @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const SHARD_READS = 5;
/** Partitions that a delivery stream may have open, unless AWS raised it. @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html */
const ACTIVE_PARTITIONS = 500;
const SECONDS_A_DAY = 86_400;

/** What this plan adds up to goes over a limit of AWS that the provider does not check: name lengths it does. */
export const limits: Check = {
  id: "limits",
  observe: (plan) => [
    ...rolePolicies(plan),
    ...plan.ofType("aws_lambda_function").flatMap(environment),
    ...plan.ofType("aws_kinesis_stream").flatMap((stream) => readers(plan, stream)),
    ...plan.ofType("aws_kinesis_firehose_delivery_stream").flatMap((delivery) => partitions(plan, delivery)),
  ],
};

/** A sum before and after the plan, and where the limit is. */
interface Sum {
  readonly attribute: string;
  readonly of: (moment: Moment) => number;
  readonly limit: number;
  readonly summary: string;
  readonly remedy: string;
}

/** Tells of a sum that this plan brings over its limit, or higher above it. */
function exceeded({ address }: ResourceChange, { attribute, of, limit, summary, remedy }: Sum): Observation[] {
  const [before, after] = [of("before"), of("after")];
  if (after <= limit || after <= before) return [];
  const text = (count: number) => count.toLocaleString("en-US");
  const evidence = [{ attribute, before: text(before), after: `${text(after)} of ${text(limit)}` }];
  return [{ severity: "inform", topic: "operation", address, summary, evidence, remedy }];
}

function rolePolicies(plan: PlanUnderReview): Observation[] {
  const byRole = new Map<unknown, ResourceChange[]>();
  for (const policy of plan.ofType("aws_iam_role_policy")) {
    const role = policy.after["role"] ?? policy.before["role"] ?? policy.address;
    byRole.set(role, [...(byRole.get(role) ?? []), policy]);
  }
  return [...byRole.values()].flatMap((policies) => {
    const changed = policies.find(({ kind }) => kind !== "other");
    if (changed === undefined) return [];
    return exceeded(changed, {
      attribute: "characters of the role's inline policies",
      of: (moment) => policies.reduce((sum, policy) => sum + policyCharacters(plan, policy, moment), 0),
      limit: ROLE_POLICY_CHARACTERS,
      summary: "Gives the role more inline policy than IAM takes: the apply fails.",
      remedy: "Name fewer actions and ARNs, or move statements into an `aws_iam_policy` of its own.",
    });
  });
}

/** IAM does not count white space. A policy that is known after the apply is as long as in the code, more or less. */
function policyCharacters(plan: PlanUnderReview, policy: ResourceChange, moment: Moment): number {
  const unknown = moment === "after" && policy.isUnknown("policy");
  const text = unknown ? plan.head?.argumentsOf(policy.address)["policy"] : policy[moment]["policy"];
  return typeof text === "string" ? text.replace(/\s/g, "").length : 0;
}

function environment(lambda: ResourceChange): Observation[] {
  return exceeded(lambda, {
    attribute: "bytes of environment[0].variables",
    of: (moment) => {
      const variables = valueAt(lambda[moment], "environment[0].variables");
      return isValues(variables) ? Buffer.byteLength(JSON.stringify(variables)) : 0;
    },
    limit: ENVIRONMENT_BYTES,
    summary: "Gives the function more environment than Lambda takes: the apply fails.",
    remedy: "Put long values into the deployment package, or into SSM Parameter Store.",
  });
}

/** Lambda and Firehose read each shard once a second. */
function readers(plan: PlanUnderReview, stream: ResourceChange): Observation[] {
  const consumers = [
    ...plan.ofType("aws_lambda_event_source_mapping").filter((mapping) => sourceStream(plan, mapping) === stream),
    ...plan
      .ofType("aws_kinesis_firehose_delivery_stream")
      .filter((delivery) => referredResources(plan, delivery, "kinesis_source_configuration").includes(stream)),
  ];
  return exceeded(stream, {
    attribute: "consumers of shared throughput",
    of: (moment) => consumers.filter((consumer) => Object.keys(consumer[moment]).length > 0).length,
    limit: SHARD_READS,
    summary: "Has more consumers than a shard answers in a second: all of them fall behind.",
    remedy: "Give a consumer enhanced fan-out (`aws_kinesis_stream_consumer`), or one function the work of two.",
  });
}

/** Tables times dates: today's and yesterday's at midnight at least, and every date of the deduplication window. */
function partitions(plan: PlanUnderReview, delivery: ResourceChange): Observation[] {
  const settings = "extended_s3_configuration[0]";
  if (valueAt(delivery.after, `${settings}.dynamic_partitioning_configuration[0].enabled`) !== true) return [];
  const prefix = String(valueAt(delivery.after, `${settings}.prefix`)).split("!{")[0] ?? "";
  const bucket = String(
    valueAt(delivery.before, `${settings}.bucket_arn`) ?? valueAt(delivery.after, `${settings}.bucket_arn`),
  );
  const folder = `s3://${bucket.split(":::")[1] ?? ""}/${prefix}`;
  const windows = plan.ofType("aws_lambda_function").map((lambda) => deduplicationSeconds(plan, lambda, "after") ?? 0);
  const dates = Math.max(0, ...windows) / SECONDS_A_DAY + 2;
  const isBelow = (table: ResourceChange, moment: Moment) =>
    String(valueAt(table[moment], "storage_descriptor[0].location")).startsWith(folder);
  return exceeded(delivery, {
    attribute: `active partitions, at most (${dates} dates of each table below ${folder})`,
    of: (moment) => plan.ofType("aws_glue_catalog_table").filter((table) => isBelow(table, moment)).length * dates,
    limit: ACTIVE_PARTITIONS,
    summary: "Can have more active partitions than Firehose's quota of 500: the rest goes to the error prefix.",
    remedy: "Ask AWS to raise the quota (up to 5,000) before the apply, unless it has; or partition by fewer dates.",
  });
}
