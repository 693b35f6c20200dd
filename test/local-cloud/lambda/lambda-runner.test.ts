import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "../../../local-cloud/clock";
import type { DeployedFunction } from "../../../local-cloud/lambda/deployed-function";
import type { InvocationResult } from "../../../local-cloud/lambda/invocation-result";
import { LambdaRunner, REQUEST_LIMIT_BYTES } from "../../../local-cloud/lambda/lambda-runner";
import { deployed } from "./deployed-zip";
import { eventually, isRunning } from "./eventually";

let workFolder = "";
let current: DeployedFunction | undefined;
let runner: LambdaRunner;
const logged: string[] = [];

beforeEach(async () => {
  workFolder = await mkdtemp(join(tmpdir(), "lambda-runner-"));
  logged.length = 0;
  runner = new LambdaRunner({
    functions: { find: (name) => Promise.resolve(name === current?.functionName ? current : undefined) },
    environment: { AWS_ENDPOINT_URL: "http://127.0.0.1:1", AWS_REGION: "eu-central-1", AWS_ACCESS_KEY_ID: "local" },
    workFolder,
    clock: systemClock,
    onLog: (functionName, line) => logged.push(`${functionName}: ${line}`),
  });
});
afterEach(async () => {
  await runner.stop();
  await rm(workFolder, { recursive: true });
});

async function payloadOf(invoked: Promise<InvocationResult>): Promise<Record<string, unknown>> {
  const result = await invoked;
  if (result.kind !== "success") throw new Error(`${result.errorType}: ${result.errorMessage}`);
  return result.payload as Record<string, unknown>;
}

const REPORT_PID = "exports.handler = async () => ({ pid: process.pid });";

describe("an invocation", () => {
  it("hands the event and a context like Lambda's to the handler and returns its result", async () => {
    current = deployed(`exports.handler = async (event, context) => ({
      event, remaining: context.getRemainingTimeInMillis(), arn: context.invokedFunctionArn, memory: context.memoryLimitInMB,
      name: context.functionName, requestId: context.awsRequestId });`);
    const payload = await payloadOf(runner.invoke("deduplicator", { Records: [1] }));
    expect(payload).toMatchObject({
      event: { Records: [1] },
      arn: current.functionArn,
      memory: "256",
      name: "deduplicator",
      requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    });
    expect(payload["remaining"]).toBeGreaterThan(25_000);
    expect(payload["remaining"]).toBeLessThanOrEqual(30_000);
  });

  it.each([
    ["index.mjs", "index.handler", { "index.mjs": "export const handler = async () => 'module';" }],
    ["index.cjs", "index.handler", { "index.cjs": "exports.handler = async () => 'module';" }],
    ["a file in a folder", "src/main.handler", { "src/main.js": "exports.handler = async () => 'module';" }],
    [
      "a package of modules",
      "index.handler",
      { "package.json": '{"type":"module"}', "index.js": "export const handler = async () => 'module';" },
    ],
    ["top-level await", "index.handler", { "index.mjs": "await 0; export const handler = async () => 'module';" }],
    [
      "a callback",
      "index.handler",
      { "index.js": "exports.handler = (event, context, done) => done(null, 'module');" },
    ],
  ])("loads %s", async (_name, handler, files) => {
    current = deployed(files, { handler });
    expect(await runner.invoke("deduplicator", {})).toEqual({ kind: "success", payload: "module" });
  });

  it("turns no result into null, as Lambda does", async () => {
    current = deployed("exports.handler = async () => undefined;");
    expect(await runner.invoke("deduplicator", {})).toEqual({ kind: "success", payload: null });
  });

  it("passes on what the function writes, line by line", async () => {
    current = deployed("exports.handler = async () => { console.log('one\\ntwo'); console.error('three'); };");
    await runner.invoke("deduplicator", {});
    await eventually(() => {
      expect([...logged].sort()).toEqual(["deduplicator: one", "deduplicator: three", "deduplicator: two"]);
    });
  });
});

describe("the environment", () => {
  it("holds the function's variables, the runner's and those that Lambda reserves, and nothing of the developer's", async () => {
    process.env["AWS_PROFILE"] = "production";
    process.env["NODE_OPTIONS"] = "--no-warnings";
    current = deployed("exports.handler = async () => process.env;", {
      environment: {
        DELIVERY_STREAM: "events",
        AWS_ENDPOINT_URL: "https://kinesis.eu-central-1.amazonaws.com",
        TZ: "Asia/Tokyo",
      },
    });
    const environment = await payloadOf(runner.invoke("deduplicator", {})).finally(() => {
      delete process.env["AWS_PROFILE"];
      delete process.env["NODE_OPTIONS"];
    });
    expect(environment).toMatchObject({
      DELIVERY_STREAM: "events",
      AWS_ENDPOINT_URL: "http://127.0.0.1:1",
      AWS_ACCESS_KEY_ID: "local",
      AWS_REGION: "eu-central-1",
      AWS_LAMBDA_FUNCTION_NAME: "deduplicator",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: "256",
      AWS_CONFIG_FILE: "/dev/null",
      _HANDLER: "index.handler",
      TZ: "UTC",
      PATH: process.env["PATH"],
    });
    expect(environment["LAMBDA_TASK_ROOT"]).toContain(join(workFolder, "deduplicator"));
    for (const foreign of ["AWS_PROFILE", "NODE_OPTIONS", "HOME", "USER"])
      expect(environment).not.toHaveProperty(foreign);
  });

  it("limits the heap by the function's memory", async () => {
    current = deployed(
      "exports.handler = async () => ({ limit: require('v8').getHeapStatistics().heap_size_limit });",
      {
        memoryMegabytes: 128,
      },
    );
    const { limit } = await payloadOf(runner.invoke("deduplicator", {}));
    expect(limit).toBeLessThan(200 * 1024 * 1024);
  });
});

describe("processes", () => {
  it("keeps a process for the next invocation", async () => {
    current = deployed(REPORT_PID);
    const first = await payloadOf(runner.invoke("deduplicator", {}));
    const second = await payloadOf(runner.invoke("deduplicator", {}));
    expect(second["pid"]).toBe(first["pid"]);
    expect(runner.processIds()).toEqual([first["pid"]]);
  });

  it("gives concurrent invocations a process each", async () => {
    current = deployed(`let running = 0;
      exports.handler = async () => { running += 1; await new Promise((r) => setTimeout(r, 50)); running -= 1; return { pid: process.pid, running }; };`);
    const payloads = await Promise.all([1, 2, 3].map(() => payloadOf(runner.invoke("deduplicator", {}))));
    expect(new Set(payloads.map(({ pid }) => pid)).size).toBe(3);
    expect(payloads.map(({ running }) => running)).toEqual([0, 0, 0]);
  });

  it.each<[string, Partial<DeployedFunction>]>([
    ["code", { codeSha256: "changed" }],
    ["a variable", { environment: { MODE: "new" } }],
    ["the timeout", { timeoutSeconds: 31 }],
  ])("replaces the process when %s changes", async (_name, change) => {
    current = deployed(REPORT_PID);
    const { pid: old } = await payloadOf(runner.invoke("deduplicator", {}));
    current = { ...current, ...change };
    const { pid } = await payloadOf(runner.invoke("deduplicator", {}));
    expect(pid).not.toBe(old);
    await eventually(() => {
      expect(runner.processIds()).toEqual([pid]);
    });
    await eventually(() => {
      expect(isRunning(Number(old))).toBe(false);
    });
  });

  it("lets a running invocation end with the old code, and then ends its process", async () => {
    current = deployed(
      "exports.handler = async () => { await new Promise((r) => setTimeout(r, 300)); return { pid: process.pid }; };",
    );
    const old = payloadOf(runner.invoke("deduplicator", {}));
    await eventually(() => {
      expect(runner.processIds()).toHaveLength(1);
    });
    current = deployed(REPORT_PID);
    const { pid } = await payloadOf(runner.invoke("deduplicator", {}));
    expect((await old)["pid"]).not.toBe(pid);
    expect(runner.processIds()).toEqual([pid]);
  });

  it("reports a killed process as Runtime.ExitError and starts a fresh one for the next invocation", async () => {
    current = deployed(
      "exports.handler = async (wait) => { if (wait) await new Promise((r) => setTimeout(r, 60000)); return { pid: process.pid }; };",
    );
    const killed = runner.invoke("deduplicator", true);
    await eventually(() => {
      expect(runner.processIds()).toHaveLength(1);
    });
    const [pid = 0] = runner.processIds();
    process.kill(pid, "SIGKILL");
    expect(await killed).toEqual({
      kind: "function-error",
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringMatching(/^RequestId: .* Error: Runtime exited with error: signal: killed$/) as string,
    });
    const next = await payloadOf(runner.invoke("deduplicator", false));
    expect(next["pid"]).not.toBe(pid);
  });

  it("does not hand an invocation to a process that was killed while it waited", async () => {
    current = deployed(REPORT_PID);
    const { pid } = await payloadOf(runner.invoke("deduplicator", {}));
    process.kill(Number(pid), "SIGKILL");
    await eventually(() => {
      expect(runner.processIds()).toEqual([]);
    });
    expect((await payloadOf(runner.invoke("deduplicator", {})))["pid"]).not.toBe(pid);
  });

  it("kills all processes when it stops, also one that is busy in a loop, and takes no further invocation", async () => {
    current = deployed(`exports.handler = async (event) => {
      if (event.loop) { console.log('looping'); for (;;); }
      return { pid: process.pid }; };`);
    await Promise.all([1, 2].map(() => runner.invoke("deduplicator", {})));
    const looping = runner.invoke("deduplicator", { loop: true });
    await eventually(() => {
      expect(logged).toContain("deduplicator: looping");
    });
    const pids = runner.processIds();
    await runner.stop();
    expect(await looping).toMatchObject({ errorType: "Runtime.ExitError" });
    expect(pids).toHaveLength(2);
    expect(pids.filter(isRunning)).toEqual([]);
    expect(runner.processIds()).toEqual([]);
    await expect(runner.invoke("deduplicator", {})).rejects.toThrow(/was stopped/);
  });
});

describe("errors of the function", () => {
  it.each([
    ["an exception", "exports.handler = async () => { throw new RangeError('too far'); };", "RangeError", "too far"],
    ["a thrown text", "exports.handler = async () => { throw 'plain'; };", "string", "plain"],
    [
      "a failed callback",
      "exports.handler = (e, c, done) => done(new TypeError('called back'));",
      "TypeError",
      "called back",
    ],
    [
      "an exception outside the handler",
      "exports.handler = () => new Promise(() => setTimeout(() => { throw new TypeError('late'); }, 1));",
      "TypeError",
      "late",
    ],
    [
      "a rejection that nobody handles",
      "exports.handler = () => new Promise(() => { Promise.reject(new Error('lost')); });",
      "Runtime.UnhandledPromiseRejection",
      "lost",
    ],
    ["an exit", "exports.handler = () => process.exit(3);", "Runtime.ExitError", "exit status 3"],
    ["a module that throws", "throw new Error('no table');", "Error", "no table"],
    ["a syntax error", "exports.handler = (", "Runtime.UserCodeSyntaxError", "SyntaxError"],
    ["a missing module", "require('nowhere');", "Runtime.ImportModuleError", "nowhere"],
    ["a missing export", "exports.other = 1;", "Runtime.HandlerNotFound", "index.handler is undefined or not exported"],
    [
      "a response that is no JSON",
      "exports.handler = async () => { const a = {}; a.a = a; return a; };",
      "Runtime.MarshalError",
      "Unable to stringify",
    ],
    [
      "a response over 6 MB",
      "exports.handler = async () => 'x'.repeat(7e6);",
      "Function.ResponseSizeTooLarge",
      "7000002 bytes",
    ],
  ])("reports %s", async (_name, code, errorType, message) => {
    current = deployed(code);
    const result = await runner.invoke("deduplicator", {});
    expect(result).toMatchObject({ kind: "function-error", errorType });
    expect(result.kind === "function-error" && result.errorMessage).toContain(message);
  });

  it("reports a missing file and a handler name without a dot", async () => {
    current = deployed(REPORT_PID, { handler: "main.handler" });
    expect(await runner.invoke("deduplicator", {})).toMatchObject({ errorType: "Runtime.ImportModuleError" });
    current = deployed(REPORT_PID, { handler: "handler" });
    expect(await runner.invoke("deduplicator", {})).toMatchObject({ errorType: "Runtime.MalformedHandlerName" });
  });

  // "Starting with Node.js 24, Lambda no longer supports callback-based function handlers."
  // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
  it("refuses a callback handler for Node.js 24", async () => {
    current = deployed("exports.handler = (event, context, done) => done();", { runtime: "nodejs24.x" });
    expect(await runner.invoke("deduplicator", {})).toMatchObject({ errorType: "Runtime.CallbackHandlerDeprecated" });
  });

  it("keeps the process after an exception, as Lambda does", async () => {
    current = deployed(
      "exports.handler = async (fail) => { if (fail) throw new Error('no'); return { pid: process.pid }; };",
    );
    const { pid } = await payloadOf(runner.invoke("deduplicator", false));
    await runner.invoke("deduplicator", true);
    expect((await payloadOf(runner.invoke("deduplicator", false)))["pid"]).toBe(pid);
  });

  it("kills a function that runs into its timeout, even one that is busy in a loop", async () => {
    current = deployed("exports.handler = async () => { for (;;); };", { timeoutSeconds: 1 });
    const result = await runner.invoke("deduplicator", {});
    expect(result).toEqual({
      kind: "function-error",
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringMatching(/Task timed out after 1.00 seconds$/) as string,
    });
    expect(runner.processIds()).toEqual([]);
  });
});

describe("an invocation that cannot start", () => {
  it("names a function that is not deployed", async () => {
    await expect(runner.invoke("unknown", {})).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: expect.stringContaining('Function "unknown" is not deployed') as string,
    });
  });

  it.each(["python3.13", "provided.al2023", "nodejs"])(
    "refuses the runtime %s and says which ones run",
    async (runtime) => {
      current = deployed(REPORT_PID, { runtime });
      await expect(runner.invoke("deduplicator", {})).rejects.toThrow(
        new RegExp(`Function deduplicator has the runtime "${runtime}".*nodejs<version>.x only`),
      );
    },
  );

  // "Request payload: 6 MB (synchronous)" https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  it("refuses an event over the payload limit", async () => {
    current = deployed(REPORT_PID);
    await expect(runner.invoke("deduplicator", "x".repeat(REQUEST_LIMIT_BYTES))).rejects.toMatchObject({
      name: "RequestEntityTooLargeException",
    });
  });
});
