import { spawn, type ChildProcess } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { constants, getPriority, setPriority } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Clock } from "../clock";
import { credentialsEnvironment, type Credentials } from "../rights/role-sessions";
import type { JobRunSettings } from "./job-run-settings";
import { sparkDefaults, type SparkEnvironment } from "./spark-environment";

const RUN_SCRIPT = path.join(__dirname, "..", "..", "programs", "run_script.py");
/** Characters of an error that GetJobRun shows. */
const MAX_ERROR_LENGTH = 1_000;

/** @see https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html */
export type JobRunState = "STARTING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "TIMEOUT" | "STOPPED";

export interface JobRunOptions {
  readonly id: string;
  readonly settings: JobRunSettings;
  readonly spark: SparkEnvironment;
  readonly endpoint: string;
  readonly region: string;
  /** Variables that tie the run to the local cloud. */
  readonly environment: Readonly<Record<string, string>>;
  /** Of the job's role. */
  readonly credentials: Credentials;
  /** Folder of the run alone. */
  readonly folder: string;
  readonly clock: Clock;
  /** Fetches the object behind an `s3://` URL. */
  readonly fetch: (url: string) => Promise<Uint8Array>;
  /** Called with every line that the run writes. */
  readonly onLog: (line: string) => void;
}

/** One run of a job: a process of its own. */
export class JobRun {
  state: JobRunState = "STARTING";
  errorMessage: string | undefined;
  readonly startedAt: number;
  completedAt: number | undefined;
  /** Resolves when the run has ended, however it ended. */
  readonly ended: Promise<void>;
  private child: ChildProcess | undefined;
  private lastLine = "";
  /** The last line that names an error: what Java says of where it happened can be much longer than a traceback. */
  private lastError: string | undefined;

  constructor(private readonly options: JobRunOptions) {
    this.startedAt = options.clock.now();
    this.ended = this.run().catch((error: unknown) => {
      this.end("FAILED", error instanceof Error ? error.message : String(error));
    });
  }

  get id(): string {
    return this.options.id;
  }

  get settings(): JobRunSettings {
    return this.options.settings;
  }

  get isRunning(): boolean {
    return this.completedAt === undefined;
  }

  /** Id of the process; undefined before it starts and after it ends. */
  get processId(): number | undefined {
    return this.isRunning ? this.child?.pid : undefined;
  }

  /** Kills the process as BatchStopJobRun does, and resolves when it has ended. */
  async stop(): Promise<void> {
    this.end("STOPPED");
    this.kill();
    await this.ended;
  }

  private async run(): Promise<void> {
    const { settings, clock } = this.options;
    const files = await this.prepare();
    if (!this.isRunning) return;
    this.state = "RUNNING";
    const exit = this.start(files);
    const timer = new AbortController();
    const timedOut = clock.sleep(settings.timeoutMinutes * 60_000, timer.signal).then(() => "timeout" as const);
    const outcome = await Promise.race([exit, timedOut]);
    if (outcome === "timeout") {
      this.end("TIMEOUT", `Job run timed out after ${settings.timeoutMinutes} minutes`);
      this.kill();
      await exit;
      return;
    }
    timer.abort();
    if (outcome === 0) this.end("SUCCEEDED");
    else this.end("FAILED", this.lastError ?? (this.lastLine === "" ? "Command failed without a word" : this.lastLine));
  }

  /** Script and modules, from where Terraform put them. */
  private async prepare(): Promise<{ readonly script: string; readonly pythonPath: string }> {
    const { folder, settings, fetch } = this.options;
    mkdirSync(folder, { recursive: true });
    const save = async (url: string) => {
      const file = path.join(folder, path.posix.basename(url));
      writeFileSync(file, await fetch(url));
      return file;
    };
    const script = await save(settings.script);
    const pythonPath: string[] = [];
    for (const url of settings.pythonFiles) pythonPath.push(await save(url));
    writeFileSync(path.join(folder, "spark-defaults.conf"), sparkDefaults({ ...this.options, ...settings }));
    return { script, pythonPath: pythonPath.join(path.delimiter) };
  }

  private start({
    script,
    pythonPath,
  }: {
    readonly script: string;
    readonly pythonPath: string;
  }): Promise<number | null> {
    const { spark, folder, environment, credentials, settings, id } = this.options;
    const child = spawn(
      spark.python,
      [RUN_SCRIPT, script, "--JOB_NAME", settings.jobName, "--JOB_RUN_ID", id, ...settings.scriptArguments],
      {
        cwd: folder,
        env: {
          ...environment,
          ...credentialsEnvironment(credentials),
          // Python's SDK takes an empty one for the name of a profile that is missing.
          AWS_PROFILE: undefined,
          PATH: `${path.join(spark.javaHome, "bin")}${path.delimiter}${process.env["PATH"] ?? ""}`,
          HOME: folder,
          JAVA_HOME: spark.javaHome,
          SPARK_CONF_DIR: folder,
          SPARK_LOCAL_IP: "127.0.0.1",
          PYSPARK_PYTHON: spark.python,
          PYTHONPATH: pythonPath,
          PYTHONUNBUFFERED: "1",
          PYTHONDONTWRITEBYTECODE: "1",
        },
        stdio: ["pipe", "pipe", "pipe"],
        // A group of its own: Java is killed with Python.
        detached: true,
      },
    );
    this.child = child;
    // A run of minutes gives way to a function that has seconds. Only ever lowered: to raise it again is not allowed.
    if (child.pid !== undefined) {
      setPriority(child.pid, Math.max(getPriority(), constants.priority.PRIORITY_BELOW_NORMAL));
    }
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on("line", (line) => {
        if (stream === child.stderr) this.remember(line);
        this.options.onLog(line);
      });
    }
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      // After the last line, which may say why.
      child.once("close", (code) => {
        resolve(code);
      });
    });
  }

  private kill(): void {
    const pid = this.child?.pid;
    if (pid === undefined || this.child?.exitCode !== null || this.child.signalCode !== null) return;
    try {
      process.kill(-pid, "SIGKILL");
    } catch {
      // It ended meanwhile.
    }
  }

  private end(state: JobRunState, errorMessage?: string): void {
    if (!this.isRunning) return;
    this.state = state;
    this.errorMessage = errorMessage?.slice(0, MAX_ERROR_LENGTH);
    this.completedAt = this.options.clock.now();
  }

  private remember(line: string): void {
    if (line.trim() !== "") this.lastLine = line;
    if (/^[\w.]*(Error|Exception|Exit)\b/.test(line)) this.lastError = line;
  }
}
