import { barChart } from "../bench/report/bar-chart";
import { markdownTable, number, text } from "../bench/report/markdown";
import { dollarText, percentText, ratioText, significant, whole } from "../bench/report/numbers";
import { type Comparison, comparisons, PATHS, type Step, steps, streamComparisons } from "./comparison";
import { LATE_SHARE, type MeasuredFigures, measuredFigures } from "./measured-figures";
import { partText, TITLES } from "./modes-report";
import { COST_PARTS, type PathCost, totalDollars } from "./path-cost";

/** Figures that are to be reached at a million events an hour. */
const MOST_DOLLARS = 0.3;
const LEAST_RATIO = 3;

const COLOURS: Readonly<Record<(typeof PATHS)[number], string>> = {
  "Event Lake": "#2f9e6e",
  Textbook: "#4c7fd0",
  "Textbook with Powertools": "#d0803c",
};

/** Where the figure of each part comes from. */
const SOURCES: Readonly<Record<keyof PathCost, string>> = {
  stream: "list price; planned: shards",
  function: "measured: events a second and core; assumed: 70 ms a batch",
  index: "measured",
  delivery: "simulated: batches and packing",
  objects: "simulated: events at random times",
  job: "planned: workers; measured: seconds a table",
  maintenance: "planned; assumed: a tenth of a run's work",
  requests: "simulated: files; assumed: requests of each",
  crawlers: "assumed: ten minutes of a DPU each",
};

/**
 * What the whole path costs beside a textbook's, as Markdown and as an SVG.
 *
 * @param performancePage text of docs/performance.md
 * @throws Error naming a figure that is not measured yet, and the line that measures it
 */
export function comparisonReport(performancePage: string): { readonly markdown: string; readonly chart: string } {
  const measured = measuredFigures(performancePage);
  const rows = comparisons(measured);
  return {
    markdown: [goals(rows), table(rows), ladder(steps(measured)), streams(), notes(rows, measured)].join("\n\n"),
    chart: chart(rows),
  };
}

function goals(rows: readonly Comparison[]): string {
  const middle = rows.find(({ eventsPerHour }) => eventsPerHour === 1_000_000);
  if (middle === undefined) throw new Error("A million events an hour must be among the traffic that is compared.");
  const ours = totalDollars(middle.costs["Event Lake"]);
  const ratio = totalDollars(middle.costs.Textbook) / ours;
  const verdict = (isReached: boolean) => (isReached ? "reached" : "missed");
  return markdownTable(
    [text("At a million events an hour"), number("Goal"), number("Figure"), text("")],
    [
      [
        "Dollars per million of the whole path",
        `$${MOST_DOLLARS.toFixed(2)}`,
        dollarText(ours),
        verdict(ours <= MOST_DOLLARS),
      ],
      ["Cheaper than the textbook", `${LEAST_RATIO}x`, ratioText(ratio), verdict(ratio >= LEAST_RATIO)],
    ],
  );
}

function table(rows: readonly Comparison[]): string {
  const columns = rows.flatMap(({ costs }) => PATHS.map((path) => costs[path]));
  const titles = rows.flatMap(({ eventsPerHour }) => PATHS.map((path) => `${path}, ${whole(eventsPerHour)}`));
  return markdownTable(
    [text("Dollars per million"), ...titles.map((title) => number(title)), text("Where the figure comes from")],
    [
      ...COST_PARTS.map((part) => [TITLES[part], ...columns.map((cost) => partText(cost[part])), SOURCES[part]]),
      ["Total", ...columns.map((cost) => dollarText(totalDollars(cost))), ""],
      [
        "Times Event Lake",
        ...rows.flatMap(({ costs }) =>
          PATHS.map((path) => ratioText(totalDollars(costs[path]) / totalDollars(costs["Event Lake"]))),
        ),
        "",
      ],
    ],
  );
}

function ladder(taken: readonly Step[]): string {
  return markdownTable(
    [text("Setting, on top of those before it"), number("Dollars per million"), text("Gives up")],
    taken.map(({ setting, givesUp, dollarsPerMillion }) => [setting, dollarText(dollarsPerMillion), givesUp]),
  );
}

function streams(): string {
  const plainAndAggregated = ({ plain, aggregated }: { plain: number; aggregated: number }) =>
    [plain, aggregated].map(dollarText);
  return markdownTable(
    [
      number("Bytes of an event"),
      number("In a record"),
      number("On demand, plain"),
      number("On demand, aggregated"),
      number("Provisioned, plain"),
      number("Provisioned, aggregated"),
    ],
    streamComparisons().map(({ eventBytes, eventsPerRecord, onDemand, provisioned }) => [
      whole(eventBytes),
      whole(eventsPerRecord),
      ...plainAndAggregated(onDemand),
      ...plainAndAggregated(provisioned),
    ]),
  );
}

function chart(rows: readonly Comparison[]): string {
  return barChart({
    title: "Dollars per million events of the whole path, 5 % late (logarithmic scale)",
    format: (value) =>
      `$${value >= 1 ? significant(value, value >= 100 ? 3 : 2) : significant(value, value < 0.1 ? 1 : 2)}`,
    groups: rows.map(({ eventsPerHour, costs }) => ({
      title: `${whole(eventsPerHour)} events an hour`,
      bars: PATHS.map((path) => ({ label: path, value: totalDollars(costs[path]), colour: COLOURS[path] })),
    })),
  });
}

function notes(rows: readonly Comparison[], measured: MeasuredFigures): string {
  const shards = rows
    .map(({ shards: count, eventsPerHour }) => `${whole(count)} at ${whole(eventsPerHour)}`)
    .join(", ");
  return [
    `Events of 1,000 bytes, 100 types, ${percentText(LATE_SHARE)} late by up to six days, a week of retention, an hourly job on all paths. ` +
      `Event Lake: a provisioned stream with the shards that twice the average needs (${shards}), Flex runs where the workers are G.1X or G.2X, and ` +
      "producers that put 24 events into a record where there are a million an hour or more.",
    "The textbook is built from the same services as guides build it: an on-demand stream; a function with Lambda's batch of 100 that makes one conditional " +
      "put for each event, or asks Powertools idempotency; a Firehose record for each event, billed as 5 KB; a job that reads and merges table by table " +
      `(${significant(measured.coreSecondsPerTableReadAlone, 2)} core seconds a table, here ${significant(measured.curationCoreSecondsPerTable, 2)}); a crawler an hour. ` +
      "It keeps the same promises, and its job is taken to list as little as ours.",
    "The last table is the stream's part alone, a week of retention included: on demand each record counts as whole KB, provisioned as units of 25 KB. " +
      "Plain events of a quarter of a KB, and of a little more than one, pay for what they do not fill; an aggregate of the Kinesis Producer Library fills its unit. The function and the local cloud take aggregates apart.",
    "Not in it: what is stored, keys, logs, alarms, queues, queries, jq's hours in Firehose, volume discounts, On-demand Advantage. List prices of us-east-1, as in [what it costs](design-questions.md#what-it-costs). Nothing was measured on AWS.",
  ].join("\n\n");
}
