import { randomBytes } from "node:crypto";
import path from "node:path";
import { GetJobCommand, type GetJobCommandOutput, type Job } from "@aws-sdk/client-glue";
import { GetObjectCommand, type GetObjectCommandOutput } from "@aws-sdk/client-s3";
import type { Clock } from "../clock";
import type { Amendment } from "../gateway/gateway";
import {
  errorResponse,
  jsonBody,
  jsonResponse,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";
import { JobRun } from "./job-run";
import { JobRunRefusedError, jobRunSettings } from "./job-run-settings";
import type { Credentials } from "../rights/role-sessions";
import type { SparkEnvironment } from "./spark-environment";

/** As Glue names the session of a run. */
const SESSION_NAME = "GlueJobRunnerSession";

export interface GlueJobsOptions {
  readonly glue: { send(command: GetJobCommand): Promise<GetJobCommandOutput> };
  /** What fetches a job's files as the job's role. */
  readonly clientsOf: (roleArn: string) => {
    readonly s3: { send(command: GetObjectCommand): Promise<GetObjectCommandOutput> };
  };
  /** Keys of a session of the job's role. */
  readonly assumeRole: (roleArn: string, sessionName: string) => Credentials;
  /** A promise where it is still being installed. @default - no job can be run */
  readonly spark?: SparkEnvironment | Promise<SparkEnvironment>;
  /** Where Spark reads and writes objects. */
  readonly objectsEndpoint: string;
  /** Variables that tie a run to the local cloud; `AWS_ENDPOINT_URL` is among them once the gateway listens. */
  readonly environment: Readonly<Record<string, string>>;
  readonly region: string;
  /** Folder that each run has one of its own in. */
  readonly workFolder: string;
  readonly clock: Clock;
  /** Called with every line that a run writes. @default - not reported */
  readonly onLog?: (jobName: string, line: string) => void;
}

/**
 * Runs Glue jobs, which moto stores and never runs: the script that was uploaded, with the arguments that GetJob answers,
 * in a real Spark on this machine. A schedule starts nothing.
 *
 * @see https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html
 */
export class GlueJobs implements Amendment {
  private readonly runs: JobRun[] = [];

  constructor(private readonly options: GlueJobsOptions) {}

  answer(request: ServiceRequest): Promise<ServiceResponse> | undefined {
    if (request.service !== "glue") return undefined;
    switch (request.operation) {
      case "StartJobRun":
        return refusals(() => this.start(jsonBody(request)));
      case "GetJobRun":
        return refusals(() => Promise.resolve(this.get(jsonBody(request))));
      case "GetJobRuns":
        return refusals(() => Promise.resolve(this.list(jsonBody(request))));
      case "BatchStopJobRun":
        return refusals(() => this.stopRuns(jsonBody(request)));
      default:
        return undefined;
    }
  }

  /** Every process of a run. */
  processIds(): number[] {
    return this.runs.flatMap(({ processId }) => processId ?? []);
  }

  /** Kills every run; resolves when all have ended. */
  async stop(): Promise<void> {
    await Promise.all(this.runs.map((run) => (run.isRunning ? run.stop() : run.ended)));
  }

  private async start(body: Record<string, unknown>): Promise<ServiceResponse> {
    const { objectsEndpoint, assumeRole, environment, region, workFolder, clock, onLog } = this.options;
    const spark = await this.options.spark;
    const job = await this.job(String(body["JobName"]));
    const { Arguments: runArguments = {}, Timeout: timeout } = body as {
      Arguments?: Record<string, string>;
      Timeout?: number;
    };
    const settings = jobRunSettings(job, runArguments, timeout);
    if (spark === undefined) {
      throw new JobRunRefusedError(
        "InvalidInputException",
        `Job ${settings.jobName}: this local cloud was started without a Spark, which runs jobs. Start it with one (option spark).`,
      );
    }
    const running = this.runsOf(settings.jobName).filter(({ isRunning }) => isRunning).length;
    if (running >= (job.ExecutionProperty?.MaxConcurrentRuns ?? 1)) {
      throw new JobRunRefusedError(
        "ConcurrentRunsExceededException",
        `Concurrent runs exceeded for ${settings.jobName}`,
      );
    }
    const id = `jr_${randomBytes(32).toString("hex")}`;
    this.runs.push(
      new JobRun({
        id,
        settings,
        spark,
        endpoint: objectsEndpoint,
        region,
        environment,
        credentials: assumeRole(settings.roleArn, SESSION_NAME),
        folder: path.join(workFolder, id.slice(0, 15)),
        clock,
        fetch: (url) => this.fetch(url, settings.roleArn),
        onLog: (line) => onLog?.(settings.jobName, line),
      }),
    );
    return jsonResponse({ JobRunId: id });
  }

  private get({ JobName, RunId }: Record<string, unknown>): ServiceResponse {
    const run = this.runsOf(String(JobName)).find(({ id }) => id === RunId);
    if (run === undefined) {
      throw new JobRunRefusedError(
        "EntityNotFoundException",
        `Job run ${String(RunId)} of ${String(JobName)} not found.`,
      );
    }
    return jsonResponse({ JobRun: this.describe(run) });
  }

  /** Newest first, as on AWS; never more than a page. */
  private list({ JobName }: Record<string, unknown>): ServiceResponse {
    return jsonResponse({
      JobRuns: this.runsOf(String(JobName))
        .reverse()
        .map((run) => this.describe(run)),
    });
  }

  private async stopRuns({ JobName, JobRunIds }: Record<string, unknown>): Promise<ServiceResponse> {
    const ids = JobRunIds as readonly string[];
    const runs = this.runsOf(String(JobName)).filter(({ id, isRunning }) => ids.includes(id) && isRunning);
    await Promise.all(runs.map((run) => run.stop()));
    const stopped = runs.map(({ id }) => id);
    return jsonResponse({
      SuccessfulSubmissions: stopped.map((JobRunId) => ({ JobName, JobRunId })),
      Errors: ids
        .filter((id) => !stopped.includes(id))
        .map((JobRunId) => ({
          JobName,
          JobRunId,
          ErrorDetail: { ErrorCode: "JobRunNotInTerminableStateException", ErrorMessage: "The run is not running." },
        })),
    });
  }

  private describe({ id, settings, state, errorMessage, startedAt, completedAt }: JobRun) {
    const now = completedAt ?? this.options.clock.now();
    return {
      Id: id,
      JobName: settings.jobName,
      JobRunState: state,
      Arguments: settings.arguments,
      ErrorMessage: errorMessage,
      StartedOn: startedAt / 1000,
      LastModifiedOn: now / 1000,
      CompletedOn: completedAt === undefined ? undefined : completedAt / 1000,
      ExecutionTime: Math.round((now - startedAt) / 1000),
      Timeout: settings.timeoutMinutes,
      Attempt: 0,
    };
  }

  private runsOf(jobName: string): JobRun[] {
    return this.runs.filter(({ settings }) => settings.jobName === jobName);
  }

  private async job(name: string): Promise<Job> {
    try {
      const { Job: job } = await this.options.glue.send(new GetJobCommand({ JobName: name }));
      if (job !== undefined) return job;
    } catch (error) {
      if (!(error instanceof Error && error.name === "EntityNotFoundException")) throw error;
    }
    throw new JobRunRefusedError(
      "EntityNotFoundException",
      `Failed to start job run due to missing metadata: job ${name} not found.`,
    );
  }

  private async fetch(url: string, roleArn: string): Promise<Uint8Array> {
    const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/.exec(url) ?? [];
    if (bucket === undefined || key === undefined)
      throw new Error(`"${url}" is no s3://<bucket>/<key>. Correct the job.`);
    try {
      const { Body } = await this.options
        .clientsOf(roleArn)
        .s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return (await Body?.transformToByteArray()) ?? new Uint8Array();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new Error(`${url} could not be fetched: ${reason}`, { cause });
    }
  }
}

async function refusals(answer: () => Promise<ServiceResponse>): Promise<ServiceResponse> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof JobRunRefusedError) return errorResponse(error.code, error.message);
    throw error;
  }
}
