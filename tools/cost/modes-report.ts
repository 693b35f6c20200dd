import { DYNAMODB_PRICES, HOURS_A_MONTH } from "@event-lake/plan-review/costs/prices";
import { markdownTable, number, text } from "../bench/report/markdown";
import { dollarText, percentText, ratioText, significant, whole } from "../bench/report/numbers";
import { LIST_PRICES } from "./list-prices";
import { LATE_SHARE, measuredFigures } from "./measured-figures";
import { COST_PARTS, type Mode, modeCost, type PathCost, totalDollars } from "./path-cost";
import { referencePacking, referenceScenario } from "./reference-traffic";

const MODES = ["in-flight", "in-lake"] as const;

/** Minutes from one run to the next, at each traffic. */
const SCENARIOS = [
  [1_000, 60],
  [1_000, 1_440],
  [1_000_000, 60],
  [1_000_000_000, 60],
] as const;

/** Of the parts, as a table's columns. */
export const TITLES: Readonly<Record<keyof PathCost, string>> = {
  stream: "Stream",
  function: "Lambda",
  index: "Index",
  delivery: "Firehose",
  objects: "Objects",
  job: "Job",
  maintenance: "Maintain",
  requests: "Requests",
  crawlers: "Crawlers",
};

/**
 * What a million events cost in each mode, as Markdown.
 *
 * @param performancePage text of docs/performance.md
 * @throws Error naming a figure that is not measured yet, and the line that measures it
 */
export function modesReport(performancePage: string): string {
  const measured = measuredFigures(performancePage);
  const costs = SCENARIOS.map(([perHour, minutes]) => {
    const given = referenceScenario(perHour, minutes);
    const packing = referencePacking(perHour);
    const of = (mode: Mode) => modeCost(mode, given, packing, measured);
    return { given, "in-flight": of("in-flight"), "in-lake": of("in-lake") };
  });
  const table = markdownTable(
    [
      number("Events an hour"),
      text("Job runs"),
      text("Mode"),
      ...COST_PARTS.map((part) => number(TITLES[part])),
      number("Dollars per million"),
      number("Dollars a month"),
      number("In-lake : in-flight"),
    ],
    costs.flatMap((row) =>
      MODES.map((mode) => {
        const total = totalDollars(row[mode]);
        return [
          whole(row.given.eventsPerHour),
          row.given.curationMinutes === 60 ? "hourly" : "daily",
          mode,
          ...COST_PARTS.map((part) => partText(row[mode][part])),
          dollarText(total),
          `$${whole((total * row.given.eventsPerHour * HOURS_A_MONTH) / 1e6)}`,
          mode === "in-lake" ? ratioText(total / totalDollars(row["in-flight"])) : "",
        ];
      }),
    ),
  );
  return [table, ...notes(measured)].join("\n\n");
}

/** Dollars of a part; nothing where there is no such part. */
export function partText(dollars: number): string {
  return dollars === 0 ? "" : significant(dollars, 2);
}

function notes(measured: ReturnType<typeof measuredFigures>): readonly string[] {
  const prices = Object.values(LIST_PRICES).map(({ dollars, per }) => `$${dollars} for ${per}`);
  return [
    `Dollars for a million events of 1,000 bytes, 100 types, ${percentText(LATE_SHARE)} of them late by up to six days, with the settings of prod, on demand. ` +
      `Measured, from [performance.md](performance.md): the index, ${whole(measured.deduplicatedEventsPerCoreSecond("Bucket log"))} events a second and core in the function, ` +
      `${significant(measured.curationCoreSecondsPerTable, 2)} core seconds a table in the job, and JSON lines taking the job ${ratioText(measured.landingSlowdown)} as long as Parquet. ` +
      "Simulated with the code that is deployed: batches and packing. Planned: workers of the job and their 1,000 events a core and second (`workerFleet`). " +
      "Computed: objects and requests, from events at random times. " +
      "Assumed: 70 ms that a batch waits for answers, 10 s for a Spark session, ten minutes of one DPU a crawl, all workers billed for the whole run, " +
      "3 LISTs and 20 GETs a table and run and 2 GETs for each file that is read, a tenth of a run's work for an event in `maintain`, which lists the days of a year.",
    "Not in it: what is stored, keys, logs, alarms, queues, queries, jq's hours in Firehose (AWS does not say how they are counted), volume discounts, and On-demand Advantage, which takes 60 % off the stream from 10 MB a second on.",
    `List prices of us-east-1: ${prices.join("; ")}; DynamoDB $${DYNAMODB_PRICES.dollarsPerMillionWriteUnits} and $${DYNAMODB_PRICES.dollarsPerMillionReadUnits} ` +
      `for a million write and read units (${DYNAMODB_PRICES.asOf}). Some were read in older sources, which [prices.ts](../packages/plan-review/src/costs/prices.ts) names: check them before a decision hangs on a few per cent.`,
  ];
}
