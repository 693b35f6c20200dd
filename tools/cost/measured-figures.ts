import { cellNumber, markdownRows, type Row } from "./markdown-rows";

/** What docs/performance.md says of the parts that cost something. */
export interface MeasuredFigures {
  /** Dollars of the index for a million events, by events an hour. */
  readonly indexDollarsPerMillion: (eventsPerHour: number) => number;
  /** Of one core. */
  readonly deduplicatedEventsPerCoreSecond: number;
  /** Seconds of one core that a run takes for each table, beside its events. */
  readonly curationCoreSecondsPerTable: number;
  /** How many times as long a run takes for the same events as JSON lines, which it must check itself. */
  readonly landingSlowdown: number;
}

/** Part of the events that are late in every figure: the middle one that was measured. */
export const LATE_SHARE = 0.05;
/** Cores of the machine's Spark, whatever the machine has. */
const SPARK_CORES = 2;

/**
 * Reads the figures out of the page that `npm run bench` writes.
 *
 * @throws Error naming the section that lacks a figure, and the line that measures it
 */
export function measuredFigures(page: string): MeasuredFigures {
  const late = `${LATE_SHARE * 100} %`;
  const index = markdownRows(page, "cost", ["Events an hour", "Late", "Store", "Dollars per million"]);
  const throughput = markdownRows(page, "throughput", ["Batch", "Late", "Store", "Events/s per core"]);
  const jobs = markdownRows(page, "lake", ["Tables", "Input", "Read", "Next run s"]).filter(
    ({ Read: read }) => read === "all tables",
  );
  const raw = jobs.filter(({ Input: input }) => input === "raw-parquet");
  const [few, many] = [raw.at(0), raw.at(-1)].map((row) => row && [tables(row), seconds(row)]);
  const landing = jobs.find((row) => row["Input"] === "landing-json" && tables(row) === few?.[0]);
  if (few === undefined || many === undefined || landing === undefined) {
    throw new Error(
      "docs/performance.md: bench:lake must have runs of few and of many tables, and one of landing-json.",
    );
  }
  const [fewTables = NaN, fewSeconds = NaN] = few;
  const [manyTables = NaN, manySeconds = NaN] = many;
  return {
    indexDollarsPerMillion: (eventsPerHour) =>
      cellNumber(
        find(index, { "Events an hour": eventsPerHour.toLocaleString("en-US"), Late: late, Store: "Bucket log" }),
        "Dollars per million",
      ),
    deduplicatedEventsPerCoreSecond: cellNumber(
      find(throughput, { Batch: "1,000", Late: late, Store: "Bucket log" }),
      "Events/s per core",
    ),
    curationCoreSecondsPerTable: ((manySeconds - fewSeconds) / (manyTables - fewTables)) * SPARK_CORES,
    landingSlowdown: seconds(landing) / fewSeconds,
  };
}

function find(rows: readonly Row[], wanted: Row): Row {
  const row = rows.find((candidate) => Object.entries(wanted).every(([title, cell]) => candidate[title] === cell));
  if (row === undefined)
    throw new Error(`docs/performance.md has no row with ${JSON.stringify(wanted)}: npm run bench`);
  return row;
}

function tables(row: Row): number {
  return cellNumber(row, "Tables");
}

function seconds(row: Row): number {
  return cellNumber(row, "Next run s");
}
