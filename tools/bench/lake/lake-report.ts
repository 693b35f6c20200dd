import { readFileSync } from "node:fs";
import path from "node:path";
import { GLUE_SOURCE } from "../../spark/local-spark";
import type { Goal, MeasureProps, Report } from "../report/report";
import { markdownTable, number, text } from "../report/markdown";
import { ratioText, significant, whole } from "../report/numbers";
import { THREADS } from "./lake-spark";
import { type LakeResult, measureLake } from "./measure-lake";
import type { GrowthResult } from "./measure-growth";
import type { JobRow } from "./measure-jobs";
import type { ScanRow } from "./measure-scans";

export async function lakeReport(props: MeasureProps): Promise<Report> {
  const result = await measureLake(props);
  return { goals: lakeGoals(result), details: lakeDetails(result) };
}

function timesFewer({ mixedBytes, ownBytes }: ScanRow): number {
  return mixedBytes / ownBytes;
}

/** The queries whose answer needs rows; a number of rows stands in the footers. */
export function lakeGoals({ sizes, scans, compaction, jobs, growth }: LakeResult): Goal[] {
  const reading = (read: JobRow["read"]) =>
    jobs.find((job) => job.tables === sizes.jobs.fewTypes && job.input === "raw-parquet" && job.read === read);
  const [one, many] = [reading("all tables"), reading("table by table")];
  return [
    ...scans
      .filter(({ isGoal }) => isGoal)
      .map((scan) => ({
        figure: `Fewer bytes scanned than in one mixed table of ${sizes.scans.types} types, one type and one day: ${scan.query}`,
        goal: 100,
        measured: timesFewer(scan),
      })),
    {
      figure: `Query of a day faster after OPTIMIZE, ${compaction.runsADay} runs a day`,
      goal: 1,
      measured: compaction.before.querySeconds / compaction.after.querySeconds,
    },
    ...(one && many
      ? [
          {
            figure: `Next run of ${one.tables} tables faster by one read for all than by one for each`,
            goal: 1,
            measured: many.nextSeconds / one.nextSeconds,
          },
        ]
      : []),
    ...growthGoals(growth),
  ];
}

/** What it was with the least that is stored, over what it is with the most: 0.91 when it grows to 1.1x, 1 when it does not. */
function growthGoals({ newFile, inserts }: GrowthResult): Goal[] {
  const [none, most] = [newFile[0], newFile.at(-1)];
  const [few, many] = [inserts[0], inserts.at(-1)];
  if (!none || !most || !few || !many) return [];
  const run = `of a run with one new file, ${whole(none.oldFiles)} to ${whole(most.oldFiles)} old ones`;
  const insert = `Seconds of a MERGE, ${whole(few.storedRows)} to ${whole(many.storedRows)} stored rows`;
  return [
    { figure: `LIST calls ${run}`, goal: 0.91, measured: none.listRequests / most.listRequests },
    { figure: `Driver heap ${run}`, goal: 0.91, measured: none.heapMebibytes / most.heapMebibytes },
    { figure: `Seconds ${run}`, goal: 0.91, measured: none.seconds / most.seconds },
    { figure: insert, goal: 0.67, measured: few.seconds / many.seconds },
  ];
}

export function lakeDetails(result: LakeResult): string {
  const { sizes, compaction } = result;
  return [
    "### Bytes that a query scans",
    scansTable(result.scans),
    `A day of ${whole(sizes.scans.types)} types of ${whole(sizes.scans.eventsPerType)} events each, stored twice by the job itself and compacted by its \`maintain\`: with contracts, ` +
      "a table for each type, and with none, all of them in the one table of uncontracted events, partitioned by date as well, the payload " +
      "as JSON text. Counted as Athena bills: the chunks of the columns that the query names, compressed, in the row groups of that day whose statistics do not " +
      "exclude the type, and every file's footer. Only the splitting by type makes a query of every column cheaper, one part in as many " +
      "as there are types; a query of some columns gains from typed columns, too, since JSON text has to be read whole. All types are equally frequent " +
      "here: a rarer one gains more, a more frequent one less. A mixed table that is partitioned by type as well scans as few rows, and has neither typed columns nor a grant " +
      "for each type. Athena rounds a query up to 10 MB, so dollars differ as much as bytes only where both are more than that: a type of a hundredth of a million events an hour has about 40 MB a day.",
    "### Before and after OPTIMIZE",
    compactionTable(compaction),
    `One table of ${whole(compaction.events)} events, as ${compaction.runsADay} commits of the job left the partition of a day, and after the job's own \`maintain\`. The query ` +
      "groups the day by language, with an average and a count of distinct users: in Spark, warm, from local files, median of " +
      `${compaction.queryRuns} runs. One small file is read by one core, many by all of them: with local files that is all that the number of files does to a query. On S3 every file costs two requests more, one after the other.`,
    "### Seconds of a run",
    jobsTable(result.jobs),
    `The job as it is deployed, ${THREADS} tables at a time, on two cores and 1 GiB, each run in a Spark of its own, its start (about five seconds) not counted. The same number of events in every line; ` +
      "the first run makes the tables, the next one merges into them. One read for all tables is how the job works: one list of files, one classification of all rows, " +
      "a MERGE for each table. Table by table is the same code with the folder of one table as its input, in one session, as many at " +
      "a time: it reads the same bytes once as well, and could not move late or misplaced events into their tables. `landing-json` is the in-lake mode: the job checks and enriches what producers " +
      "sent.",
    "### As the lake grows",
    growthTables(result),
    sparkVersions(),
  ].join("\n\n");
}

function scansTable(scans: readonly ScanRow[]): string {
  return markdownTable(
    [text("One type, one day"), number("KB of the mixed table"), number("KB of its own table"), number("Fewer")],
    scans.map((scan) => [
      scan.query,
      significant(scan.mixedBytes / 1024),
      significant(scan.ownBytes / 1024),
      ratioText(timesFewer(scan)),
    ]),
  );
}

function compactionTable({ before, after }: LakeResult["compaction"]): string {
  return markdownTable(
    [text("Partition of a day"), number("Files"), number("MB"), number("Query seconds")],
    [
      { when: "before", ...before },
      { when: "after", ...after },
    ].map(({ when, files, bytes, querySeconds }) => [
      when,
      whole(files),
      significant(bytes / 1e6),
      significant(querySeconds),
    ]),
  );
}

function jobsTable(jobs: readonly JobRow[]): string {
  return markdownTable(
    [
      number("Tables"),
      text("Input"),
      text("Read"),
      number("Events a run"),
      number("First run s"),
      number("Next run s"),
      number("Next run, events/s"),
    ],
    jobs.map(({ tables, input, read, eventsARun, firstSeconds, nextSeconds }) => [
      whole(tables),
      input,
      read,
      whole(eventsARun),
      significant(firstSeconds),
      significant(nextSeconds),
      whole(eventsARun / nextSeconds),
    ]),
  );
}

function growthTables({ growth: { newFile, inserts }, sizes: { growth } }: LakeResult): string {
  const files = markdownTable(
    [number("Old files"), number("LIST calls"), number("Seconds"), number("Heap MiB"), number("Python MiB")],
    newFile.map(({ oldFiles, listRequests, seconds, heapMebibytes, pythonMebibytes }) =>
      [oldFiles, listRequests, seconds, heapMebibytes, pythonMebibytes].map((figure, index) =>
        index < 2 ? whole(figure) : significant(figure),
      ),
    ),
  );
  const rows = markdownTable(
    [number("Stored rows"), number("MERGE seconds")],
    inserts.map(({ storedRows, seconds }) => [whole(storedRows), significant(seconds)]),
  );
  return [
    files,
    `A run that finds one new file, in a Spark of its own, where so many files of ${growth.tables} tables lie that were curated in the year before, the newest two days ago. ` +
      "The heap is what the driver's Java has in use once the new files are known, after a collection; Python's is the most that it had.",
    rows,
    `${whole(growth.insertedRows)} rows, one in twenty late by up to six days, one in a hundred stored already, into seven daily partitions: median of ${growth.inserts}, warm.`,
  ].join("\n\n");
}

function sparkVersions(): string {
  const requirements = readFileSync(path.join(GLUE_SOURCE, "requirements.txt"), "utf8");
  const version = (name: string) => new RegExp(`^${name}==(\\S+)`, "m").exec(requirements)?.[1] ?? "unknown";
  return `Spark ${version("pyspark")} and Delta ${version("delta-spark")} on Java 17, as in Glue 5.0; one run of each, so seconds differ by a tenth or two from run to run.`;
}
