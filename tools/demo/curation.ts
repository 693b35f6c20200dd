import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { GetJobRunCommand, StartJobRunCommand, type GlueClient, type JobRunState } from "@aws-sdk/client-glue";
import { z } from "zod";
import { poll } from "./streaming/poll";

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

const ENDED: ReadonlySet<JobRunState | undefined> = new Set([
  ...(["SUCCEEDED", "FAILED", "TIMEOUT", "STOPPED", "ERROR", "EXPIRED"] as const),
]);
const DEADLINE_MILLISECONDS = 900_000;

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

/**
 * Starts the deployed job as its schedule would, and waits for its end.
 *
 * @throws Error with the run's own message when it does not succeed, or prints no report
 */
export async function runCuration(
  glue: GlueClient,
  jobName: string,
  log: CurationLog,
  signal: AbortSignal,
): Promise<CurationReport> {
  log.take();
  const { JobRunId: RunId } = await glue.send(new StartJobRunCommand({ JobName: jobName }));
  const run = await poll(
    async () => {
      const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: jobName, RunId }));
      return ENDED.has(JobRun?.JobRunState) ? JobRun : undefined;
    },
    { what: `The end of a run of ${jobName}`, deadlineMilliseconds: DEADLINE_MILLISECONDS, signal },
  );
  if (run.JobRunState !== "SUCCEEDED") {
    throw new Error(
      `The run of ${jobName} ended as ${run.JobRunState ?? "?"}: ${run.ErrorMessage ?? "no message"}\nIts log: ${log.file}`,
    );
  }
  const report = log.take();
  if (report === undefined)
    throw new Error(`The run of ${jobName} succeeded and printed no report. Its log: ${log.file}`);
  return report;
}

function parsedReport(line: string): CurationReport | undefined {
  try {
    return reportSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
