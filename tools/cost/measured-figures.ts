/** How ids are remembered: this project's index, and what people use. */
export type Store = "Bucket log" | "One conditional put" | "Powertools idempotency";

/** What docs/performance.md says of the parts that cost something. */
export interface MeasuredFigures {
  /** Dollars of the index for a million events, by events an hour; between two that were measured, in proportion. */
  readonly indexDollarsPerMillion: (store: Store, eventsPerHour: number) => number;
  /** Of one core. @param batch events of a batch, one that was measured. @default 1000 */
  readonly deduplicatedEventsPerCoreSecond: (store: Store, batch?: number) => number;
  /** Seconds of one core that a run takes for each table, beside its events. */
  readonly curationCoreSecondsPerTable: number;
  /** The same where each table is read by itself, and not all in one query. */
  readonly coreSecondsPerTableReadAlone: number;
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
  return {
    indexDollarsPerMillion: (store, eventsPerHour) =>
      interpolated(
        eventsPerHour,
        index
          .filter((row) => row["Late"] === late && row["Store"] === store)
          .map((row) => [cellNumber(row, "Events an hour"), cellNumber(row, "Dollars per million")]),
      ),
    deduplicatedEventsPerCoreSecond: (store, batch = 1_000) =>
      cellNumber(
        find(throughput, { Batch: batch.toLocaleString("en-US"), Late: late, Store: store }),
        "Events/s per core",
      ),
    ...jobFigures(page),
  };
}

function jobFigures(page: string) {
  const jobs = markdownRows(page, "lake", ["Tables", "Input", "Read", "Next run s"]);
  const runs = (input: string, read: string) =>
    jobs.filter((row) => row["Input"] === input && row["Read"] === read).map((row) => [tables(row), seconds(row)]);
  const together = runs("raw-parquet", "all tables");
  const [few, many] = [together.at(0), together.at(-1)];
  const sameTables = (row: readonly number[]) => row[0] === few?.[0];
  const alone = runs("raw-parquet", "table by table").find(sameTables);
  const landing = runs("landing-json", "all tables").find(sameTables);
  if (few === undefined || many === undefined || alone === undefined || landing === undefined) {
    throw new Error(
      "docs/performance.md: bench:lake must have runs of few and of many tables, one of landing-json and one table by table. " +
        "Measure it: npm run bench -- --only lake",
    );
  }
  const [fewTables = NaN, fewSeconds = NaN] = few;
  const [manyTables = NaN, manySeconds = NaN] = many;
  const [, aloneSeconds = NaN] = alone;
  const [, landingSeconds = NaN] = landing;
  const perTable = ((manySeconds - fewSeconds) / (manyTables - fewTables)) * SPARK_CORES;
  return {
    curationCoreSecondsPerTable: perTable,
    coreSecondsPerTableReadAlone: perTable + ((aloneSeconds - fewSeconds) / fewTables) * SPARK_CORES,
    landingSlowdown: landingSeconds / fewSeconds,
  };
}

/** By the logarithms of both, as batches fill; beyond what was measured, the nearest. */
function interpolated(
  eventsPerHour: number,
  measured: readonly (readonly [traffic: number, dollars: number])[],
): number {
  const sorted = [...measured].sort(([a], [b]) => a - b);
  const above = sorted.findIndex(([traffic]) => traffic >= eventsPerHour);
  const [high, low] = [sorted[above] ?? sorted.at(-1), sorted[above - 1]];
  if (high === undefined) throw new Error("docs/performance.md has no row of the index: npm run bench -- --only cost");
  if (low === undefined || above < 0) return high[1];
  const share = Math.log(eventsPerHour / low[0]) / Math.log(high[0] / low[0]);
  return low[1] * (high[1] / low[1]) ** share;
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

/** One row of a table, by the titles of its columns. */
export type Row = Readonly<Record<string, string>>;

/**
 * Rows of the first Markdown table in a section of a page that has all of these columns.
 *
 * @param section between `<!-- bench:<section> -->` and its end
 * @throws Error when there is no such table: what should have been measured, and how
 */
export function markdownRows(page: string, section: string, columns: readonly string[]): readonly Row[] {
  const [, text = ""] = page.split(`<!-- bench:${section} -->`);
  const lines = (text.split(`<!-- /bench:${section} -->`)[0] ?? "").split("\n");
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith("|") || lines[index - 1]?.startsWith("|") === true) continue;
    const titles = cells(line);
    if (!columns.every((column) => titles.includes(column))) continue;
    const end = lines.findIndex((other, place) => place > index && !other.startsWith("|"));
    return lines
      .slice(index + 2, end === -1 ? undefined : end)
      .map((row) => Object.fromEntries(cells(row).map((cell, place) => [titles[place] ?? "", cell])));
  }
  throw new Error(
    `docs/performance.md: the section bench:${section} has no table with the columns ${columns.join(", ")}. ` +
      `Measure it: npm run bench -- --only ${section}`,
  );
}

/** The number in a cell such as `1,000`, `5 %` or `$0.046`. @throws Error when it holds none */
export function cellNumber(row: Row, column: string): number {
  const value = Number((row[column] ?? "").replace(/[$,%x\s]/g, ""));
  if (row[column] === undefined || row[column] === "" || Number.isNaN(value)) {
    throw new Error(`The column ${column} of ${JSON.stringify(row)} must hold a number.`);
  }
  return value;
}

function cells(line: string): readonly string[] {
  return line
    .slice(1, line.lastIndexOf("|"))
    .split("|")
    .map((cell) => cell.trim());
}
