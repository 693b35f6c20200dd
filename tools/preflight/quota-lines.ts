import { DescribeLimitsCommand, type KinesisClient } from "@aws-sdk/client-kinesis";
import { GetAccountSettingsCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import type { Environment } from "../../environments/schema";
import { directPutQuota } from "../../modules/event-lake";
import { streamShards } from "../../modules/event-stream";
import { lineOf, type PreflightLine } from "./preflight-line";

/** Active partitions that Firehose gives a delivery stream. @see https://docs.aws.amazon.com/firehose/latest/dev/limits.html */
const ACTIVE_PARTITIONS = 500;
/** Lambda keeps so many for functions without a reservation. @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const KEPT_UNRESERVED = 100;

/** Shards or streams that the account may still make. @param isDeployed whether the stream is among those that there are */
export function streamLine(
  kinesis: Pick<KinesisClient, "send">,
  { stream: { mode }, traffic, name, region }: Environment,
  isDeployed: boolean,
): Promise<PreflightLine> {
  const what = "Kinesis";
  return lineOf(what, "kinesis:DescribeLimits", async () => {
    const limits = await kinesis.send(new DescribeLimitsCommand({}));
    const [unit, used = 0, quota = 0, wanted] =
      mode.kind === "provisioned"
        ? (["shards", limits.OpenShardCount, limits.ShardLimit, streamShards(mode, traffic)] as const)
        : (["on-demand streams", limits.OnDemandStreamCount, limits.OnDemandStreamCountLimit, 1] as const);
    const found = `${used} of ${quota} ${unit} are used`;
    if (isDeployed || quota - used >= wanted) return { what, found, verdict: "ok" };
    return {
      what,
      found,
      verdict: "stop",
      needed: `${wanted} more for the stream of ${name}`,
      todo: `Ask AWS to raise the quota of Kinesis in ${region}, or delete a stream that nobody needs.`,
    };
  });
}

/** Invocations that may run at a time: one for each shard. New accounts have ten. */
export function concurrencyLine(
  lambda: Pick<LambdaClient, "send">,
  { stream: { mode }, traffic, region }: Environment,
): Promise<PreflightLine> {
  const what = "Lambda concurrency";
  return lineOf(what, "lambda:GetAccountSettings", async () => {
    const { AccountLimit } = await lambda.send(new GetAccountSettingsCommand({}));
    const free = AccountLimit?.UnreservedConcurrentExecutions ?? 0;
    const shards = streamShards(mode, traffic);
    const found = `${free} invocations at a time are not reserved`;
    // An on-demand stream takes twice its peak within minutes, with twice the shards.
    const needed = mode.kind === "on-demand" ? 2 * shards : shards;
    if (free >= needed) return { what, found, verdict: "ok" };
    return {
      what,
      found,
      verdict: "stop",
      needed: `${needed}: one for each shard that the declared traffic brings, its peak included`,
      todo: `Ask AWS to raise "Concurrent executions" of Lambda in ${region}, or free some that are reserved; ${KEPT_UNRESERVED} cannot be reserved at all.`,
    };
  });
}

/** Quotas of Firehose that the environment declares: only AWS's support knows what was granted. Asks nobody. */
export function deliveryLines({ delivery, processing, region, name }: Environment): readonly PreflightLine[] {
  if (processing === "in-lake") return [];
  const usual = directPutQuota(region);
  return [
    declared(
      "Firehose partitions",
      "active partitions",
      delivery.activePartitionQuota,
      ACTIVE_PARTITIONS,
      "activePartitionQuota",
    ),
    declared("Firehose Direct PUT", "MiB a second", delivery.directPutMebibytes ?? usual, usual, "directPutMebibytes"),
  ];

  function declared(what: string, unit: string, value: number, given: number, setting: string): PreflightLine {
    if (value <= given) return { what, found: `${value} ${unit}, which AWS gives to all`, verdict: "ok" };
    return {
      what,
      found: `environments/${name}.ts says that this account has ${value} ${unit}; AWS gives ${given} in ${region}`,
      verdict: "check",
      needed: `a quota of ${value} that AWS has granted`,
      todo: `Look up the granted increase (it was asked for by the Firehose limits form), or correct delivery.${setting}.`,
    };
  }
}
