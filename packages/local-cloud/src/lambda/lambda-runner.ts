import type { Clock } from "../clock";
import { credentialsEnvironment, type Credentials } from "../rights/role-sessions";
import {
  ExecutionEnvironment,
  functionEnvironment,
  type InvocationResult,
  type LoggedResult,
} from "./execution-environment";
import { type DeployedFunction, type FunctionSource, functionName } from "./deployed-functions";
import { unpackDeploymentPackage } from "./deployment-package";
import type { Amendment } from "../gateway/gateway";
import { errorResponse, jsonBody, type ServiceRequest, type ServiceResponse } from "../gateway/service-message";

/**
 * Bytes of a synchronous request: 6 MB.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const REQUEST_LIMIT_BYTES = 6_291_556;

/** Settings of a {@link LambdaRunner}. */
export interface LambdaRunnerOptions {
  readonly functions: FunctionSource;
  /** Added to every function's environment: endpoint, region, dummy keys. Wins over the function's own variables. */
  readonly environment: Readonly<Record<string, string>>;
  /** Keys of a session of the execution role, which is named after the function. @default - the environment's dummy keys */
  readonly assumeRole?: (roleArn: string, sessionName: string) => Credentials;
  /** Folder for unpacked packages; made when it is missing. Nothing in it is ever removed. */
  readonly workFolder: string;
  readonly clock: Clock;
  /** Called with every line that a function writes to its standard output or standard error. */
  readonly onLog?: (functionName: string, line: string) => void;
  /** Called with every invocation that has ended. */
  readonly onInvoked?: (functionName: string, result: InvocationResult, milliseconds: number) => void;
}

/** Processes of one function that wait for an invocation; all run the same deployment. */
interface WarmEnvironments {
  readonly deployment: string;
  readonly idle: ExecutionEnvironment[];
}

/**
 * Runs deployed functions, each in processes of its own with the environment it was deployed with. Like Lambda, it keeps a
 * process for the next invocation, gives concurrent invocations a process each, and replaces all of them when the code or a
 * setting changes. There is no limit on concurrency: the callers (poller, API) set it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
 */
export class LambdaRunner {
  private readonly warm = new Map<string, WarmEnvironments>();
  private readonly running = new Set<ExecutionEnvironment>();
  private stopped = false;

  constructor(private readonly options: LambdaRunnerOptions) {}

  /**
   * Invokes a function and waits for its result. Anything that happens inside the function (an exception, a timeout, a killed
   * process) is a `function-error`.
   *
   * @param functionName name without qualifier.
   * @param event becomes JSON; at most {@link REQUEST_LIMIT_BYTES}.
   * @throws Error when the invocation cannot start: no such function (name `ResourceNotFoundException`), a runtime other than
   * Node.js, an event that is too large (name `RequestEntityTooLargeException`), a package that cannot be unpacked, or a
   * runner that was stopped.
   */
  async invoke(functionName: string, event: unknown): Promise<InvocationResult> {
    return (await this.invokeLogged(functionName, event)).result;
  }

  /** The same, with what the function wrote meanwhile. */
  async invokeLogged(functionName: string, event: unknown): Promise<LoggedResult> {
    const payload = requestPayload(functionName, event);
    const deployed = await this.options.functions.find(functionName);
    if (deployed === undefined) {
      throw named(
        "ResourceNotFoundException",
        `Function "${functionName}" is not deployed in the local cloud: deploy it before it is invoked.`,
      );
    }
    requireNodeRuntime(deployed);
    const taskRoot = await unpackDeploymentPackage(deployed, this.options.workFolder);
    if (this.stopped) throw new Error(`The Lambda runner was stopped: ${functionName} cannot be invoked.`);

    const warm = this.warmEnvironments(deployed);
    const environment = warm.idle.pop() ?? this.startEnvironment(deployed, taskRoot);
    const begin = this.options.clock.now();
    const result = await environment.invoke(payload);
    const { log } = environment;
    this.options.onInvoked?.(functionName, result, this.options.clock.now() - begin);
    const isCurrent = this.warm.get(functionName) === warm && !this.stopped;
    if (environment.isUsable && isCurrent) warm.idle.push(environment);
    else await this.end(environment);
    return { result, log };
  }

  /** Ids of the running processes. */
  processIds(): number[] {
    return [...this.running].flatMap(({ processId }) => (processId === undefined ? [] : [processId]));
  }

  /**
   * Kills the process of an invocation (SIGKILL), which then ends as `Runtime.ExitError`.
   *
   * @returns whether the invocation was running
   */
  async killInvocation(traceId: string): Promise<boolean> {
    const environment = [...this.running].find((candidate) => candidate.traceId === traceId);
    await environment?.kill();
    return environment !== undefined;
  }

  /** Kills every process and resolves when all have ended; what runs then ends as `Runtime.ExitError`. */
  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all([...this.running].map((environment) => this.end(environment)));
  }

  private warmEnvironments(deployed: DeployedFunction): WarmEnvironments {
    const deployment = deploymentOf(deployed);
    const current = this.warm.get(deployed.functionName);
    if (current?.deployment === deployment) {
      // A process can die while it waits, for example when a test kills it.
      current.idle.splice(0, Infinity, ...current.idle.filter(({ isUsable }) => isUsable));
      return current;
    }
    const warm: WarmEnvironments = { deployment, idle: [] };
    this.warm.set(deployed.functionName, warm);
    for (const retired of current?.idle ?? []) void this.end(retired);
    return warm;
  }

  private startEnvironment(deployed: DeployedFunction, taskRoot: string): ExecutionEnvironment {
    const { clock, assumeRole, onLog } = this.options;
    const environment = {
      ...this.options.environment,
      ...(assumeRole && credentialsEnvironment(assumeRole(deployed.roleArn, deployed.functionName))),
    };
    const started = new ExecutionEnvironment({
      deployed,
      environment: functionEnvironment(deployed, environment, taskRoot),
      taskRoot,
      clock,
      onLog: (line) => onLog?.(deployed.functionName, line),
    });
    this.running.add(started);
    return started;
  }

  private async end(environment: ExecutionEnvironment): Promise<void> {
    await environment.kill();
    this.running.delete(environment);
  }
}

/** Everything that, when it changes, needs a new process. */
function deploymentOf(deployed: DeployedFunction): string {
  const { functionArn, roleArn, handler, runtime, timeoutSeconds, memoryMegabytes, environment, codeSha256 } = deployed;
  const variables = Object.entries(environment).sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([
    functionArn,
    roleArn,
    handler,
    runtime,
    timeoutSeconds,
    memoryMegabytes,
    variables,
    codeSha256,
  ]);
}

function requestPayload(functionName: string, event: unknown): string {
  const payload = JSON.stringify(event === undefined ? {} : event);
  const bytes = Buffer.byteLength(payload);
  if (bytes > REQUEST_LIMIT_BYTES) {
    throw named(
      "RequestEntityTooLargeException",
      `The event for ${functionName} has ${bytes} bytes: a request must be smaller than ${REQUEST_LIMIT_BYTES} bytes. Send less in one invocation.`,
    );
  }
  return payload;
}

function requireNodeRuntime({ functionName, runtime }: DeployedFunction): void {
  if (/^nodejs\d+\.x$/.test(runtime)) return;
  throw new Error(
    `Function ${functionName} has the runtime "${runtime}", which the local cloud cannot run: it runs nodejs<version>.x only, ` +
      `on its own Node.js ${process.version}. Deploy a Node.js function.`,
  );
}

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations/;

/** Status of what the runner refuses, by the error's name. */
const REFUSALS: Readonly<Record<string, number>> = {
  ResourceNotFoundException: 404,
  RequestEntityTooLargeException: 413,
};

/**
 * The Invoke call, answered by the Lambda runner: moto runs functions in Docker only. Only the invocation that waits for
 * its result is there.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function invokeWith(runner: Pick<LambdaRunner, "invokeLogged">): Amendment {
  return {
    answer(request) {
      const name = PATH.exec(request.path)?.[1];
      if (request.method !== "POST" || name === undefined) return undefined;
      return invoke(runner, functionName(decodeURIComponent(name)), request);
    },
  };
}

/** The last 4 KB, as LogType Tail returns them. @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
function logTail(log: string): string {
  return Buffer.from(log).subarray(-4_096).toString("base64");
}

async function invoke(
  runner: Pick<LambdaRunner, "invokeLogged">,
  name: string,
  request: ServiceRequest,
): Promise<ServiceResponse> {
  const type = request.headers["x-amz-invocation-type"] ?? "RequestResponse";
  if (type !== "RequestResponse") {
    return errorResponse(
      "InvalidParameterValueException",
      `InvocationType is "${String(type)}", the local cloud has RequestResponse only: use it, or test on AWS.`,
    );
  }
  let event: unknown;
  try {
    event = jsonBody(request);
  } catch (error) {
    return errorResponse(
      "InvalidRequestContentException",
      `The payload for ${name} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  try {
    const { result, log } = await runner.invokeLogged(name, event);
    const failed = result.kind === "function-error";
    const payload = failed ? { errorType: result.errorType, errorMessage: result.errorMessage } : result.payload;
    return {
      status: 200,
      headers: {
        "content-type": "application/json",
        ...(failed && { "x-amz-function-error": "Unhandled" }),
        ...(request.headers["x-amz-log-type"] === "Tail" && { "x-amz-log-result": logTail(log) }),
      },
      body: Buffer.from(JSON.stringify(payload ?? null)),
    };
  } catch (error) {
    if (error instanceof Error && error.name in REFUSALS) {
      return errorResponse(error.name, error.message, REFUSALS[error.name]);
    }
    throw error;
  }
}
