import {
  ConcurrentRunsExceededException,
  GetJobRunCommand,
  type GlueClient,
  StartJobRunCommand,
} from "@aws-sdk/client-glue";
import { poll } from "../demo/reading/poll";

const MINUTE = 60_000;
/** A run of the schedule may have begun just before. */
const LONGEST_WAIT = 30 * MINUTE;

/** Runs the deployed job to its end, behind a run that is there already. @throws Error with the run's own message when it fails */
export async function runJob(
  glue: GlueClient,
  job: string,
  runArguments: Readonly<Record<string, string>>,
  onProgress: (text: string) => void,
): Promise<void> {
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
    { what: `The start of ${job}`, deadlineMilliseconds: LONGEST_WAIT, intervalMilliseconds: 2000 },
  );
  const run = await poll(
    async () => {
      const { JobRun } = await glue.send(new GetJobRunCommand({ JobName: job, RunId: id }));
      onProgress(`run ${id} is ${JobRun?.JobRunState ?? "unknown"}`);
      return JobRun?.CompletedOn === undefined ? undefined : JobRun;
    },
    { what: `The end of run ${id} of ${job}`, deadlineMilliseconds: LONGEST_WAIT, intervalMilliseconds: 1000 },
  );
  if (run.JobRunState !== "SUCCEEDED") {
    throw new Error(`Run ${id} of ${job} ended as ${run.JobRunState ?? "?"}: ${run.ErrorMessage ?? "no message"}`);
  }
}
