import { DYNAMODB_PRICES, HOURS_A_MONTH, KMS_PRICES } from "@event-lake/plan-review/costs/prices";
import type { Environment } from "../../environments/schema";
import { DEFAULT_MEMORY_MEBIBYTES } from "../../modules/deduplicator/deduplicator-props";
import { billedBytes } from "../bench/packing/packing";
import { significant, whole } from "../bench/report/numbers";
import { dollars } from "./environment-report";
import {
  type EnvironmentCosts,
  ENVIRONMENT_PARTS,
  type MonthlyCost,
  monthlyDollars,
  scenarioOf,
} from "./environment-cost";
import { LIST_PRICES } from "./list-prices";
import { streamDollars } from "./stream-cost";
import type { Usage } from "./usage";

const GIB = 2 ** 30;
const MILLION = 1_000_000;

/** A month at what was used, where that can be read; what nobody counts is computed for as many events as came. */
export function usedMonth(environment: Environment, usage: Usage, costs: EnvironmentCosts): MonthlyCost {
  const months = HOURS_A_MONTH / usage.hours;
  const isInFlight = environment.processing === "in-flight";
  const { stream, index, delivery, job, hours } = usage;
  const computed = costs.monthly(environment, usage.events / hours / environment.traffic.eventsPerHour);
  const perGib = isInFlight
    ? LIST_PRICES.firehoseGib.dollars +
      LIST_PRICES.firehoseConversionGib.dollars +
      LIST_PRICES.firehosePartitioningGib.dollars
    : LIST_PRICES.firehoseGib.dollars;
  const perThousandObjects =
    LIST_PRICES.s3ThousandPuts.dollars + (isInFlight ? LIST_PRICES.firehoseThousandObjects.dollars : 0);
  const recordBytes = delivery.records === 0 ? 0 : delivery.bytes / delivery.records;
  return {
    // A record of the average size, as often as records came.
    stream:
      (streamDollars({
        ...scenarioOf(environment, 1, 1),
        eventsPerHour: stream.records / hours,
        eventBytes: stream.bytes / stream.records,
      }) *
        stream.records *
        months) /
      MILLION,
    function:
      ((usage.function.invocations / MILLION) * LIST_PRICES.lambdaMillionRequests.dollars +
        usage.function.seconds * (DEFAULT_MEMORY_MEBIBYTES / 1024) * LIST_PRICES.lambdaGibSecond.dollars) *
      months,
    index:
      ((index.writeUnits * DYNAMODB_PRICES.dollarsPerMillionWriteUnits +
        index.readUnits * DYNAMODB_PRICES.dollarsPerMillionReadUnits) /
        MILLION) *
      months,
    delivery: ((delivery.records * billedBytes([recordBytes])) / GIB) * perGib * months,
    objects: (delivery.objects / 1_000) * perThousandObjects * months,
    job:
      (job.standardDpuHours * LIST_PRICES.glueDpuHour.dollars +
        job.flexDpuHours * LIST_PRICES.glueFlexDpuHour.dollars) *
      months,
    maintenance: 0,
    requests: computed.requests,
    crawlers: computed.crawlers,
    key: environment.encryption === "customer-managed" ? KMS_PRICES.dollarsPerKeyMonth : 0,
  };
}

/** What an environment used, what a month of it costs, and what was declared, for people. */
export function usageReport(environment: Environment, usage: Usage, costs: EnvironmentCosts): string {
  const used = usedMonth(environment, usage, costs);
  const declared = costs.monthly(environment);
  const { name, region, traffic, processing } = environment;
  const { stream, events, hours, busyHours } = usage;
  const sources = sourcesOf(usage);
  const row = (label: string, left: string, right: string, source = "") =>
    `  ${label.padEnd(12)}${left.padStart(11)}${right.padStart(11)}   ${source}`.trimEnd();
  const parts = ENVIRONMENT_PARTS.filter((part) => used[part] > 0 || declared[part] > 0);
  return [
    `${name} (${region}), ${processing}: ${whole(events / hours)} events an hour in the last ${hours} hours, ` +
      `in records of ${whole(stream.bytes / stream.records)} bytes; ${whole(traffic.eventsPerHour)} are declared.`,
    ...(busyHours < hours
      ? [`Records came in ${busyHours} of the ${hours} hours; a month is taken to be like all of them.`]
      : []),
    "Dollars a month, at list prices of us-east-1 (packages/plan-review/src/costs/prices.ts has their dates):",
    "",
    row("", "used", "declared"),
    ...parts.map((part) => row(part, dollars(used[part]), dollars(declared[part]), sources[part])),
    row("total", dollars(monthlyDollars(used)), dollars(monthlyDollars(declared))),
    row(
      "per million",
      dollars((monthlyDollars(used) * MILLION) / ((events / hours) * HOURS_A_MONTH)),
      dollars((monthlyDollars(declared) * MILLION) / (traffic.eventsPerHour * HOURS_A_MONTH)),
    ),
    "",
    "Not counted: the job's own objects, what is stored, requests of the key, logs, alarms, queues, queries, jq's hours in Firehose, volume discounts.",
  ].join("\n");
}

/** Where the figure of each part of what was used comes from. */
function sourcesOf({
  stream,
  function: its,
  index,
  delivery,
  job,
}: Usage): Readonly<Record<keyof MonthlyCost, string>> {
  return {
    stream: `metered: ${whole(stream.records)} records, ${whole(stream.bytes)} bytes; assumed: read once; shards as declared`,
    function: `metered: ${whole(its.invocations)} invocations, ${whole(its.seconds)} s, of 1 GB`,
    index: `metered: ${whole(index.writeUnits)} write and ${whole(index.readUnits)} read units`,
    delivery: `metered: ${whole(delivery.records)} records, ${whole(delivery.bytes)} bytes`,
    objects: `metered: ${whole(delivery.objects)} objects of the delivery stream`,
    job: `metered: ${job.runs} runs, ${significant(job.standardDpuHours, 2)} DPU hours and ${significant(job.flexDpuHours, 2)} of Flex, maintain included`,
    maintenance: "metered with the job",
    requests: "computed, for as many events as came: S3 does not count them by itself",
    crawlers: "assumed: ten minutes of a DPU for each, every night",
    key: "list price of the key, not of its requests",
  };
}
