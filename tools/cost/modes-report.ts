import { packingRow } from "../bench/packing/packing";
import { DYNAMODB_PRICES, HOURS_A_MONTH } from "@event-lake/plan-review/costs/prices";
import { markdownTable, number, text } from "../bench/report/markdown";
import { dollarText, percentText, ratioText, significant, whole } from "../bench/report/numbers";
import { LIST_PRICES } from "./list-prices";
import { LATE_SHARE, measuredFigures } from "./measured-figures";
import {
  COST_PARTS,
  type Mode,
  modeCost,
  type ModeCost,
  type PackingFigures,
  type Scenario,
  totalDollars,
} from "./mode-cost";

const MODES = ["in-flight", "in-lake"] as const;

/** The stream of the task, a thousandth of it and a thousand times it; settings of prod but for the interval of the job. */
const SCENARIOS: readonly (Scenario & { readonly simulatedSeconds: number; readonly simulatedShards?: number })[] = [
  { ...scenario(1_000, 60), simulatedSeconds: 7_200 },
  { ...scenario(1_000, 1_440), simulatedSeconds: 7_200 },
  { ...scenario(1_000_000, 60), simulatedSeconds: 20 },
  { ...scenario(1_000_000_000, 60), simulatedSeconds: 5, simulatedShards: 4 },
];

const TITLES: Readonly<Record<keyof ModeCost, string>> = {
  stream: "Stream",
  function: "Lambda",
  index: "Index",
  delivery: "Firehose",
  objects: "Objects",
  job: "Job",
  crawlers: "Crawlers",
};

function scenario(eventsPerHour: number, curationMinutes: number): Scenario {
  return {
    ...{ eventsPerHour, curationMinutes, eventBytes: 1_000, eventTypes: 100, lateShare: LATE_SHARE, latestDays: 6 },
    ...{ bufferSeconds: 900, bufferMebibytes: 128, retentionHours: 168 },
  };
}

/**
 * What a million events cost in each mode, as Markdown.
 *
 * @param performancePage text of docs/performance.md
 * @throws Error naming a figure that is not measured yet, and the line that measures it
 */
export function modesReport(performancePage: string): string {
  const measured = measuredFigures(performancePage);
  const costs = SCENARIOS.map((given) => {
    const packing: PackingFigures = packingRow(
      ...([given.eventsPerHour, given.eventBytes, given.simulatedSeconds, given.simulatedShards] as const),
    );
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

function partText(dollars: number): string {
  return dollars === 0 ? "" : significant(dollars, 2);
}

function notes(measured: ReturnType<typeof measuredFigures>): readonly string[] {
  const prices = Object.values(LIST_PRICES).map(({ dollars, per }) => `$${dollars} for ${per}`);
  return [
    `Dollars for a million events of 1,000 bytes, 100 types, ${percentText(LATE_SHARE)} of them late by up to six days, with the settings of prod. ` +
      `Measured, from [performance.md](performance.md): the index, ${whole(measured.deduplicatedEventsPerCoreSecond)} events a second and core in the function, ` +
      `${significant(measured.curationCoreSecondsPerTable, 2)} core seconds a table in the job, and JSON lines taking the job ${ratioText(measured.landingSlowdown)} as long as Parquet. ` +
      "Simulated with the code that is deployed: batches and packing. Planned: workers of the job and their 1,000 events a core and second (`workerFleet`). " +
      "Assumed: 70 ms that a batch waits for answers, 10 s for a Spark session, ten minutes of one DPU a crawl, all workers billed for the whole run.",
    "Not in it: what is stored, keys, logs, alarms, queues, queries, `maintain`, jq's hours in Firehose (AWS does not say how they are counted), volume discounts, and On-demand Advantage, which takes 60 % off the stream from 10 MB a second on.",
    `List prices of us-east-1: ${prices.join("; ")}; DynamoDB $${DYNAMODB_PRICES.dollarsPerMillionWriteUnits} and $${DYNAMODB_PRICES.dollarsPerMillionReadUnits} ` +
      `for a million write and read units (${DYNAMODB_PRICES.asOf}). Some were read in older sources, which [prices.ts](../packages/plan-review/src/costs/prices.ts) names: check them before a decision hangs on a few per cent.`,
  ];
}
