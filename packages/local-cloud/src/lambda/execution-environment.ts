import { fork, type ChildProcess } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "../clock";
import type { DeployedFunction } from "./deployed-functions";

/** A function ran and returned, or ran and failed. A call that could not start the function throws instead. */
export type InvocationResult =
  | { readonly kind: "success"; readonly payload: unknown }
  | { readonly kind: "function-error"; readonly errorType: string; readonly errorMessage: string };

/** A result with what the function wrote meanwhile. */
export interface LoggedResult {
  readonly result: InvocationResult;
  readonly log: string;
}

/**
 * Milliseconds that loading the code may take on top of the function's own timeout.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
const INIT_LIMIT_MILLIS = 10_000;

const PROGRAMS = join(__dirname, "..", "..", "programs");

/** Share of the memory setting that the JavaScript heap may take; Lambda's own runtime keeps the same reserve. */
const HEAP_SHARE = 0.9;

/** What the bootstrap sends; `fatal` means that its process is about to exit. */
type BootstrapMessage =
  | { readonly kind: "ready" }
  | { readonly kind: "success"; readonly payload: string }
  | { readonly kind: "error" | "fatal"; readonly errorType: string; readonly errorMessage: string };

/** Settings of one {@link ExecutionEnvironment}. */
export interface ExecutionEnvironmentOptions {
  readonly deployed: DeployedFunction;
  /** The process sees these variables and no others. */
  readonly environment: Readonly<Record<string, string>>;
  /** Folder with the unpacked code; also the working directory. */
  readonly taskRoot: string;
  readonly clock: Clock;
  readonly onLog?: ((line: string) => void) | undefined;
}

/**
 * One process of a function, kept between invocations as Lambda keeps a warm environment. It runs one invocation at a time.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export class ExecutionEnvironment {
  private readonly child: ChildProcess;
  private readonly exited: Promise<string>;
  private usable = true;
  private ready = false;
  private currentTraceId: string | undefined;
  private lines: string[] = [];

  constructor(private readonly options: ExecutionEnvironmentOptions) {
    const heapMegabytes = Math.floor(options.deployed.memoryMegabytes * HEAP_SHARE);
    this.child = fork(join(PROGRAMS, "bootstrap.cjs"), [], {
      cwd: options.taskRoot,
      env: { ...options.environment },
      execArgv: [`--max-old-space-size=${heapMegabytes}`],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
      serialization: "advanced",
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream === null) continue;
      createInterface({ input: stream }).on("line", (line) => {
        this.lines.push(line);
        options.onLog?.(line);
      });
    }
    this.exited = new Promise((resolve) => {
      this.child.once("exit", (code, signal) => {
        this.usable = false;
        const reason = signal === null ? `exit status ${code ?? "unknown"}` : `signal: ${signalWord(signal)}`;
        // Its last message may still be on the way: the channel closes after it.
        if (this.child.connected)
          this.child.once("disconnect", () => {
            resolve(reason);
          });
        else resolve(reason);
      });
      this.child.on("error", (error) => {
        if (this.child.pid === undefined) resolve(error.message);
      });
    });
  }

  /** Id of the process, or undefined when it has ended. */
  get processId(): number | undefined {
    return this.usable ? this.child.pid : undefined;
  }

  /** False once the process died or was killed: it takes no further invocation. */
  get isUsable(): boolean {
    return this.usable;
  }

  /**
   * Trace id of the invocation that runs, undefined between two. As in Lambda, the SDK sends it with every request that
   * the function makes, in the header `X-Amzn-Trace-Id`.
   *
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime `_X_AMZN_TRACE_ID`
   */
  get traceId(): string | undefined {
    return this.currentTraceId;
  }

  /** What the last invocation wrote. */
  get log(): string {
    return this.lines.map((line) => `${line}\n`).join("");
  }

  /** Runs the handler once. Never rejects: whatever goes wrong in the process is a function error. */
  async invoke(event: string): Promise<InvocationResult> {
    const requestId = randomUUID();
    const { deployed } = this.options;
    const timeoutMillis = deployed.timeoutSeconds * 1000;
    if (!this.ready) {
      const loaded = await this.nextMessage(requestId, timeoutMillis + INIT_LIMIT_MILLIS, () => undefined);
      if (loaded.kind !== "ready") return this.toResult(loaded);
      this.ready = true;
    }
    this.currentTraceId = newTraceId(this.options.clock.now());
    this.lines = [];
    const request = {
      requestId,
      functionArn: deployed.functionArn,
      timeoutMillis,
      event,
      traceId: this.currentTraceId,
    };
    const ended = await this.nextMessage(requestId, timeoutMillis, () => {
      this.child.send(request, () => undefined); // a failed send means an ended process, which `exited` reports
    });
    this.currentTraceId = undefined;
    // What it wrote before it answered is in the pipe, and is read in this turn of the event loop.
    await nextTurn();
    return this.toResult(ended);
  }

  /** Kills the process and resolves when it has ended. Safe to call again. */
  async kill(): Promise<void> {
    this.usable = false;
    this.child.kill("SIGKILL");
    await this.exited;
  }

  /** What the bootstrap says next, or a fatal error when the process ends first or takes longer than `limitMillis`. */
  private async nextMessage(requestId: string, limitMillis: number, start: () => void): Promise<BootstrapMessage> {
    const settled = new AbortController();
    const received = new Promise<BootstrapMessage>((resolve) => {
      const listen = (message: unknown) => {
        if (isBootstrapMessage(message)) resolve(message);
      };
      this.child.on("message", listen);
      settled.signal.addEventListener("abort", () => this.child.off("message", listen), { once: true });
    });
    const ended = this.exited.then((reason) =>
      fatal("Runtime.ExitError", `RequestId: ${requestId} Error: Runtime exited with error: ${reason}`),
    );
    const timedOut = this.options.clock.sleep(limitMillis, settled.signal).then(() => {
      const seconds = this.options.deployed.timeoutSeconds.toFixed(2);
      return fatal("Sandbox.Timedout", `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`);
    });
    start();
    const message = await Promise.race([received, ended, timedOut]);
    settled.abort();
    return message;
  }

  private async toResult(message: BootstrapMessage): Promise<InvocationResult> {
    if (message.kind === "success") return { kind: "success", payload: JSON.parse(message.payload) as unknown };
    if (message.kind === "error") return functionError(message);
    // After a fatal error the caller may rely on the process being gone.
    await this.kill();
    return message.kind === "fatal"
      ? functionError(message)
      : {
          kind: "function-error",
          errorType: "Runtime.Unknown",
          errorMessage: "The function's process answered out of turn.",
        };
  }
}

function functionError({ errorType, errorMessage }: { errorType: string; errorMessage: string }): InvocationResult {
  return { kind: "function-error", errorType, errorMessage };
}

/** @see https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader */
function newTraceId(now: number): string {
  const seconds = Math.floor(now / 1000)
    .toString(16)
    .padStart(8, "0");
  return `Root=1-${seconds}-${randomBytes(12).toString("hex")};Parent=${randomBytes(8).toString("hex")};Sampled=0`;
}

/** The function's own code may use the channel too: what it sends is not for us. */
function isBootstrapMessage(message: unknown): message is BootstrapMessage {
  if (typeof message !== "object" || message === null || !("kind" in message)) return false;
  if (message.kind === "ready") return true;
  if (message.kind === "success") return "payload" in message && typeof message.payload === "string";
  const isError = message.kind === "error" || message.kind === "fatal";
  return isError && "errorType" in message && typeof message.errorType === "string" && "errorMessage" in message;
}

function fatal(errorType: string, errorMessage: string): BootstrapMessage {
  return { kind: "fatal", errorType, errorMessage };
}

/** Lambda writes `signal: killed`, as Go spells it. */
function signalWord(signal: NodeJS.Signals): string {
  const words: Partial<Record<NodeJS.Signals, string>> = {
    SIGKILL: "killed",
    SIGABRT: "aborted",
    SIGTERM: "terminated",
    SIGSEGV: "segmentation fault",
  };
  return words[signal] ?? signal;
}

/**
 * The whole environment of a function's process. Nothing is inherited from the developer's shell except PATH. Variables that
 * Lambda reserves win over everything; the runner's own (endpoint, dummy keys) win over the function's, so that no deployed
 * setting can lead a call to a real account.
 *
 * @param runnerEnvironment what the local cloud adds to every function.
 * @param taskRoot folder with the function's code.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html#configuration-envvars-runtime
 */
export function functionEnvironment(
  deployed: DeployedFunction,
  runnerEnvironment: Readonly<Record<string, string>>,
  taskRoot: string,
): Record<string, string> {
  const region = runnerEnvironment["AWS_REGION"] ?? deployed.functionArn.split(":")[3] ?? "us-east-1";
  return {
    AWS_EC2_METADATA_DISABLED: "true",
    // An SDK without HOME still finds ~/.aws through the user database.
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    ...deployed.environment,
    ...runnerEnvironment,
    PATH: process.env["PATH"] ?? "/usr/local/bin:/usr/bin:/bin",
    LANG: "en_US.UTF-8",
    TZ: "UTC",
    _HANDLER: deployed.handler,
    LAMBDA_TASK_ROOT: taskRoot,
    LAMBDA_RUNTIME_DIR: PROGRAMS,
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_EXECUTION_ENV: `AWS_Lambda_${deployed.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: deployed.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(deployed.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${deployed.functionName}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "local-cloud/[$LATEST]",
  };
}
