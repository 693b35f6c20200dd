import {
  ConcurrentRunsExceededException,
  GetCrawlerCommand,
  GetJobRunCommand,
  type GlueClient,
  StartCrawlerCommand,
  StartJobRunCommand,
} from "@aws-sdk/client-glue";
import { poll } from "./poll";

const MINUTE = 60_000;
/** A run of the schedule may have begun just before. */
const LONGEST_WAIT = 30 * MINUTE;

export interface JobRunOptions {
  /** Those of the job count for what is left out. @default - those of the job */
  readonly runArguments?: Readonly<Record<string, string>>;
  readonly onProgress?: (text: string) => void;
  /** Ends the wait, not the run. */
  readonly signal?: AbortSignal;
}

/** Runs a deployed job to its end, behind a run that is there already. @throws Error with the run's own message when it fails */
export async function runJob(glue: GlueClient, job: string, options: JobRunOptions = {}): Promise<void> {
  const { runArguments = {}, onProgress = () => undefined, signal } = options;
  const id = await poll(
    async () => {
      try {
        const { JobRunId } = await glue.send(new StartJobRunCommand({ JobName: job, Arguments: runArguments }));
        return JobRunId;
      } catch (error) {
        if (!(error instanceof ConcurrentRunsExceededException)) throw error;
        onProgress("another run is at work");
        return undefined;
      }
    },
    { what: `The start of ${job}`, deadlineMilliseconds: LONGEST_WAIT, intervalMilliseconds: 2000, signal },
  );
  const run = await poll(
    async () => {
      const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: job, RunId: id }));
      onProgress(`run ${id} is ${JobRun?.JobRunState ?? "unknown"}`);
      return JobRun?.CompletedOn === undefined ? undefined : JobRun;
    },
    { what: `The end of run ${id} of ${job}`, deadlineMilliseconds: LONGEST_WAIT, intervalMilliseconds: 1000, signal },
  );
  if (run.JobRunState !== "SUCCEEDED") {
    throw new Error(`Run ${id} of ${job} ended as ${run.JobRunState ?? "?"}: ${run.ErrorMessage ?? "no message"}`);
  }
}

/** Runs a crawler to its end. @throws Error with the crawler's own message when it fails */
export async function runCrawler(glue: GlueClient, name: string, signal?: AbortSignal): Promise<void> {
  await glue.send(new StartCrawlerCommand({ Name: name }));
  await poll(
    async () => {
      const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: name }));
      if (Crawler?.State !== "READY") return undefined;
      if (Crawler.LastCrawl?.Status === "FAILED")
        throw new Error(`Crawler ${name} failed: ${Crawler.LastCrawl.ErrorMessage ?? ""}`);
      return true;
    },
    { what: `The end of crawler ${name}`, deadlineMilliseconds: 120_000, signal },
  );
}
