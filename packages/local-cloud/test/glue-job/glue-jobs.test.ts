import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { GetJobCommand, Job } from "@aws-sdk/client-glue";
import type { GetObjectCommand } from "@aws-sdk/client-s3";
import { systemClock, type Clock } from "../../src/clock";
import { jsonBody, type ServiceRequest } from "../../src/gateway/service-message";
import { GlueJobs, type GlueJobsOptions } from "../../src/glue-job/glue-jobs";
import { zipOf } from "../lambda/lambda-runner-under-test";
import { ManualClock, until } from "../manual-clock";

/** The engine starts a Python process; no Spark is needed for what is tested here. */
const SCRIPT = "s3://lake/jobs/script.py";
const PACKAGE = "s3://lake/jobs/package.zip";

let workFolder = "";
let jobs: GlueJobs | undefined;
beforeEach(() => {
  workFolder = mkdtempSync(path.join(tmpdir(), "glue-jobs-"));
});
afterEach(async () => {
  await jobs?.stop();
  rmSync(workFolder, { recursive: true });
});

const SECRETS = { secretAccessKey: "secret", sessionToken: "token" };

const job: Job = {
  Name: "curation",
  Role: "arn:aws:iam::123456789012:role/curation",
  GlueVersion: "5.0",
  Timeout: 10,
  ExecutionProperty: { MaxConcurrentRuns: 1 },
  Command: { Name: "glueetl", ScriptLocation: SCRIPT },
  DefaultArguments: { "--extra-py-files": PACKAGE, "--command": "curate", "--conf": "spark.sql.extensions=Delta" },
};

interface Setup {
  readonly script: string;
  readonly lines?: string[];
  readonly clock?: Clock;
  readonly options?: Partial<GlueJobsOptions>;
}

function start({ script, lines = [], clock = systemClock, options }: Setup): GlueJobs {
  const objects = new Map<string, Uint8Array>([
    [SCRIPT, Buffer.from(script)],
    [PACKAGE, zipOf({ "package/__init__.py": "NAME = 'of the package'\n" })],
  ]);
  jobs = new GlueJobs({
    glue: {
      send: ({ input }: GetJobCommand) =>
        Promise.resolve({ $metadata: {}, Job: input.JobName === "curation" ? job : undefined }),
    },
    clientsOf: () => ({
      s3: {
        send: ({ input }: GetObjectCommand) => {
          const bytes = objects.get(`s3://${input.Bucket ?? ""}/${input.Key ?? ""}`);
          if (bytes === undefined) return Promise.reject(new Error("The specified key does not exist."));
          return Promise.resolve({
            $metadata: {},
            Body: { transformToByteArray: () => Promise.resolve(bytes) },
          } as never);
        },
      },
    }),
    assumeRole: (roleArn, sessionName) => ({ accessKeyId: `${sessionName} as ${roleArn}`, ...SECRETS }),
    spark: { python: "python3", javaHome: "/nowhere", jars: [] },
    objectsEndpoint: "http://127.0.0.1:1",
    environment: { AWS_ENDPOINT_URL: "http://127.0.0.1:1" },
    region: "eu-central-1",
    workFolder,
    clock,
    onLog: (_job, line) => lines.push(line),
    ...options,
  });
  return jobs;
}

async function call(operation: string, body: object): Promise<Record<string, unknown>> {
  const request: ServiceRequest = {
    method: "POST",
    path: "/",
    headers: {},
    service: "glue",
    operation,
    body: Buffer.from(JSON.stringify(body)),
  };
  const response = await jobs?.answer(request);
  if (response === undefined) throw new Error(`${operation} was not answered.`);
  return jsonBody(response);
}

interface Run {
  readonly JobRunState: string;
  readonly ErrorMessage?: string;
  readonly Arguments: Record<string, string>;
}

async function run(RunId: unknown): Promise<Run> {
  return (await call("GetJobRun", { JobName: "curation", RunId }))["JobRun"] as Run;
}

async function ended(RunId: unknown): Promise<Run> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const state = await run(RunId);
    if (!["STARTING", "RUNNING"].includes(state.JobRunState)) return state;
    if (Date.now() > deadline) throw new Error(`The run is ${state.JobRunState} after 20 s.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

test("a run is the uploaded script with its package, the merged arguments, and the settings of Spark beside it", async () => {
  const lines: string[] = [];
  start({
    lines,
    script:
      "import os, sys, package\nprint(package.NAME)\nprint(' '.join(sys.argv[1:]))\n" +
      "print(open(os.path.join(os.environ['SPARK_CONF_DIR'], 'spark-defaults.conf')).read().count('spark.sql.extensions Delta'))\n",
  });

  const { JobRunId } = await call("StartJobRun", { JobName: "curation", Arguments: { "--command": "maintain" } });
  const { JobRunState, Arguments } = await ended(JobRunId);

  expect(JobRunState).toBe("SUCCEEDED");
  expect(Arguments).toMatchObject({ "--command": "maintain", "--extra-py-files": PACKAGE });
  expect(lines).toEqual([
    "of the package",
    `--JOB_NAME curation --JOB_RUN_ID ${String(JobRunId)} --command maintain`,
    "1",
  ]);
});

test("a script that raises fails its run, with the error's own words", async () => {
  start({ script: "raise ValueError('the type of amount changed')\n" });

  const { JobRunId } = await call("StartJobRun", { JobName: "curation" });

  expect(await ended(JobRunId)).toMatchObject({
    JobRunState: "FAILED",
    ErrorMessage: "ValueError: the type of amount changed",
  });
});

test("a file that is not there fails the run, and says which", async () => {
  start({ script: "", options: { clientsOf: () => ({ s3: { send: () => Promise.reject(new Error("NoSuchKey")) } }) } });

  const { JobRunId } = await call("StartJobRun", { JobName: "curation" });

  expect(await ended(JobRunId)).toMatchObject({
    JobRunState: "FAILED",
    ErrorMessage: `${SCRIPT} could not be fetched: NoSuchKey`,
  });
});

test("a second run beside a running one is refused; when the first is stopped, its process is gone and the next may start", async () => {
  const lines: string[] = [];
  const started = start({ lines, script: "import time\nprint('runs', flush=True)\ntime.sleep(60)\n" });
  const { JobRunId } = await call("StartJobRun", { JobName: "curation" });
  await until(() => lines.includes("runs"));
  const [pid = 0] = started.processIds();

  expect(await call("StartJobRun", { JobName: "curation" })).toMatchObject({
    __type: "ConcurrentRunsExceededException",
  });
  expect(await call("BatchStopJobRun", { JobName: "curation", JobRunIds: [JobRunId, "jr_other"] })).toMatchObject({
    SuccessfulSubmissions: [{ JobName: "curation", JobRunId }],
    Errors: [{ JobRunId: "jr_other" }],
  });

  expect((await run(JobRunId)).JobRunState).toBe("STOPPED");
  expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  expect(await call("StartJobRun", { JobName: "curation" })).toHaveProperty("JobRunId");
  expect((await call("GetJobRuns", { JobName: "curation" }))["JobRuns"]).toHaveLength(2);
});

test("a run that takes longer than its job allows is ended", async () => {
  const clock = new ManualClock(0);
  const lines: string[] = [];
  start({ clock, lines, script: "import time\nprint('runs', flush=True)\ntime.sleep(60)\n" });
  const { JobRunId } = await call("StartJobRun", { JobName: "curation" });
  await until(() => lines.includes("runs"));

  clock.advance(10 * 60_000);

  expect(await ended(JobRunId)).toMatchObject({
    JobRunState: "TIMEOUT",
    ErrorMessage: "Job run timed out after 10 minutes",
  });
});

test("without a Spark nothing is run, and the answer says so", async () => {
  start({ script: "", options: { spark: undefined } });

  expect(await call("StartJobRun", { JobName: "curation" })).toMatchObject({
    __type: "InvalidInputException",
    message:
      "Job curation: this local cloud was started without a Spark, which runs jobs. Start it with one (option spark).",
  });
});

test("an unknown job or run is refused", async () => {
  start({ script: "" });

  expect(await call("StartJobRun", { JobName: "other" })).toMatchObject({ __type: "EntityNotFoundException" });
  expect(await call("GetJobRun", { JobName: "curation", RunId: "jr_0" })).toMatchObject({
    __type: "EntityNotFoundException",
  });
});
