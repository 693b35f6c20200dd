import { randomUUID } from "node:crypto";
import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { GlueClient } from "@aws-sdk/client-glue";
import { CopyObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import { z } from "zod";
import { LAKE_PREFIXES } from "../../modules/lake-storage";
import { type DemoRun } from "./reading/lake-access";
import { lakeNames } from "../lake-names";
import { runJob } from "../glue-runs";
import type { SparkEnvironment } from "@event-lake/local-cloud";
import { deltaExtension } from "../delta-reader/delta-extension";
import { checkLocalSpark, localSpark } from "../spark/local-spark";
import type { StageLog } from "../stage-log";
import type { VerdictCheck } from "./verdict/findings";
import type { CuratedTable } from "./verdict/table-verdict";

const counts = z.record(z.string(), z.number());

const reportSchema = z.object({
  command: z.literal("curate"),
  files: z.number(),
  rows_read: z.number(),
  rows_stored: z.number(),
  stored: counts,
  duplicates_removed: z.object({ in_run: z.number(), already_stored: z.number() }),
  late: z.number(),
  quarantined: counts,
  new_in_quarantine: z.number(),
  unreadable_files: z.array(z.string()),
  seconds: z.number(),
});

/** What a run of the curation job says that it did (docs/curation.md). */
export type CurationReport = z.infer<typeof reportSchema>;

/** Writes what the job says to a file, and keeps the report of each run: the last line that is one. On AWS it is in CloudWatch. */
export class CurationLog {
  private last: CurationReport | undefined;

  /** @param file made anew */
  constructor(readonly file: string) {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, "");
  }

  /** Takes a line that the job wrote. */
  add(line: string): void {
    appendFileSync(this.file, `${line}\n`);
    if (line.startsWith("{")) this.last = parsedReport(line) ?? this.last;
  }

  /** The report since the last call, or undefined. */
  take(): CurationReport | undefined {
    const report = this.last;
    this.last = undefined;
    return report;
  }
}

export interface Curation extends Omit<DemoRun, "cloud"> {
  /** Gets every line that the job writes. */
  readonly jobLog: CurationLog;
  /** File of DuckDB's Delta extension. */
  readonly extension: string;
}

/** Runs the deployed job. */
export function curateOnce({ environment, clients, jobLog, log, signal }: Curation): Promise<CurationReport> {
  return log.stage("curate", () => runCuration(clients.glue, lakeNames(environment).curationJob, jobLog, signal));
}

/** Runs the deployed job once more, after Firehose delivered something twice. */
export async function curateAgain({ environment, clients, jobLog, log, signal }: Curation): Promise<CurationReport> {
  const { lakeBucket, curationJob } = lakeNames(environment);
  const prefix = environment.processing === "in-flight" ? LAKE_PREFIXES.raw : LAKE_PREFIXES.landing;
  const again = await deliverAgain(clients.s3, lakeBucket, prefix);
  if (again !== undefined) log.line("curate again", `Firehose delivers an object twice: ${again}`);
  return log.stage("curate again", () => runCuration(clients.glue, curationJob, jobLog, signal));
}

/**
 * Starts the deployed job as its schedule would, and waits for its end.
 *
 * @throws Error with the run's own message when it does not succeed, or prints no report
 */
async function runCuration(
  glue: GlueClient,
  jobName: string,
  log: CurationLog,
  signal: AbortSignal,
): Promise<CurationReport> {
  log.take();
  try {
    await runJob(glue, jobName, { signal });
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\nIts log: ${log.file}`, {
      cause: error,
    });
  }
  const report = log.take();
  if (report === undefined)
    throw new Error(`The run of ${jobName} succeeded and printed no report. Its log: ${log.file}`);
  return report;
}

const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/**
 * Delivers the largest object of a prefix a second time, under another name: what Firehose does when its upload timed out
 * and had arrived all the same.
 *
 * @returns its key; undefined when there is no object
 * @see https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html (at-least-once semantics)
 */
async function deliverAgain(s3: S3Client, bucket: string, prefix: string): Promise<string | undefined> {
  let largest: { readonly Key?: string; readonly Size?: number } | undefined;
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const object of page.Contents ?? []) if ((object.Size ?? 0) > (largest?.Size ?? -1)) largest = object;
  }
  if (largest?.Key === undefined) return undefined;
  const key = largest.Key.replace(UUID, randomUUID());
  if (key === largest.Key) throw new Error(`${key} has no UUID in its name, which Firehose gives every object.`);
  await s3.send(
    new CopyObjectCommand({ Bucket: bucket, Key: key, CopySource: `${bucket}/${encodeURIComponent(largest.Key)}` }),
  );
  return key;
}

function parsedReport(line: string): CurationReport | undefined {
  try {
    return reportSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** What the end of the demo needs beside what its beginning does; each may still be installing. */
export interface CurationTools {
  readonly spark: Promise<SparkEnvironment>;
  /** File of DuckDB's Delta extension. */
  readonly extension: Promise<string>;
}

const WITH_S3 = { s3: true };

/** @throws Error that says what is missing, and how to do without it, before anything else has begun */
export function checkCurationTools(): void {
  try {
    checkLocalSpark(WITH_S3);
  } catch (error) {
    throw new Error(
      `The demo ends in the curation job, which runs in Spark. ${error instanceof Error ? error.message : String(error)}\n` +
        "Or leave that part out: npm run demo -- --skip-curation",
      { cause: error },
    );
  }
}

/** Installs them once per machine, beside everything else: Terraform waits most of its time. */
export function installCurationTools(log: StageLog): CurationTools {
  const tools = {
    spark: log.stage("spark", (progress) => localSpark(WITH_S3, progress)),
    extension: log.stage("delta reader", (progress) => deltaExtension(progress)),
  };
  // The step that awaits one of them reports its error.
  for (const tool of Object.values(tools)) tool.catch(() => undefined);
  return tools;
}

/**
 * Checks what the two runs say of themselves against what was delivered and what is stored.
 *
 * @param delivered rows that had been delivered before the first run
 */
export function reportChecks(
  [first, second]: readonly [CurationReport, CurationReport],
  tables: readonly CuratedTable[],
  delivered: number,
): VerdictCheck[] {
  const stored = tables.reduce((sum, { rows }) => sum + rows, 0);
  const added = second.rows_stored + second.new_in_quarantine;
  return [
    {
      name: "the job read everything that was delivered, and stored what its report says",
      passed: first.rows_read === delivered && first.rows_stored === stored && first.unreadable_files.length === 0,
      detail: `${delivered} delivered, ${first.rows_read} read; ${first.rows_stored} reported, ${stored} stored.`,
    },
    {
      name: "a second run adds nothing, whatever Firehose delivered twice",
      passed: added === 0 && (delivered === 0 || second.rows_read > 0),
      detail: `${second.rows_read} rows were delivered again, ${added} were added.`,
    },
  ];
}
