import { join } from "node:path";
import type { DeployedFunction } from "../../src/lambda/deployed-functions";
import { REQUEST_LIMIT_BYTES } from "../../src/lambda/lambda-runner";
import { deployed, REPORT_PID, payloadOf, RunnerBench } from "./lambda-runner-under-test";
import { eventually, isRunning } from "../poll-until";

let bench: RunnerBench;
beforeEach(async () => {
  bench = await RunnerBench.create();
});
afterEach(() => bench.end());

describe("an invocation", () => {
  it("hands the event and a context like Lambda's to the handler and returns its result", async () => {
    bench.current = deployed(`exports.handler = async (event, context) => ({
      event, remaining: context.getRemainingTimeInMillis(), arn: context.invokedFunctionArn, memory: context.memoryLimitInMB,
      name: context.functionName, requestId: context.awsRequestId });`);
    const payload = await payloadOf(bench.runner.invoke("deduplicator", { Records: [1] }));
    expect(payload).toMatchObject({
      event: { Records: [1] },
      arn: bench.current.functionArn,
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
    bench.current = deployed(files, { handler });
    expect(await bench.runner.invoke("deduplicator", {})).toEqual({ kind: "success", payload: "module" });
  });

  it("turns no result into null, as Lambda does", async () => {
    bench.current = deployed("exports.handler = async () => undefined;");
    expect(await bench.runner.invoke("deduplicator", {})).toEqual({ kind: "success", payload: null });
  });

  it("returns what the function wrote in this invocation alone", async () => {
    bench.current = deployed("exports.handler = async ({ say }) => { process.stdout.write(say + '\\n'); };");
    await bench.runner.invoke("deduplicator", { say: "first" });

    expect(await bench.runner.invokeLogged("deduplicator", { say: "second" })).toMatchObject({ log: "second\n" });
  });

  it("passes on what the function writes, line by line", async () => {
    bench.current = deployed("exports.handler = async () => { console.log('one\\ntwo'); console.error('three'); };");
    await bench.runner.invoke("deduplicator", {});
    await eventually(() => {
      expect([...bench.logged].sort()).toEqual(["deduplicator: one", "deduplicator: three", "deduplicator: two"]);
    });
  });
});

describe("a trace id", () => {
  const REPORT_TRACE = "exports.handler = async () => ({ traceId: process.env._X_AMZN_TRACE_ID });";

  it("is there in every invocation, another one each time, as Lambda sets it", async () => {
    bench.current = deployed(REPORT_TRACE);
    const first = await payloadOf(bench.runner.invoke("deduplicator", {}));
    const second = await payloadOf(bench.runner.invoke("deduplicator", {}));

    expect(first["traceId"]).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/);
    expect(second["traceId"]).not.toBe(first["traceId"]);
  });

  it("names the invocation whose process is to be killed, and no other", async () => {
    bench.current = deployed(`exports.handler = (event) => {
      console.log(process.env._X_AMZN_TRACE_ID);
      return new Promise((resolve) => setTimeout(resolve, event.milliseconds, "done"));
    };`);
    const doomed = bench.runner.invoke("deduplicator", { milliseconds: 20_000 });
    await eventually(() => {
      expect(bench.logged).toHaveLength(1);
    });
    const traceId = (bench.logged[0] ?? "").replace("deduplicator: ", "");
    const spared = bench.runner.invoke("deduplicator", { milliseconds: 200 });

    expect(await bench.runner.killInvocation(traceId)).toBe(true);

    expect(await doomed).toMatchObject({ kind: "function-error", errorType: "Runtime.ExitError" });
    expect(await spared).toEqual({ kind: "success", payload: "done" });
    expect(await bench.runner.killInvocation(traceId)).toBe(false);
  });
});

describe("the environment", () => {
  it("holds the function's variables, the runner's and those that Lambda reserves, and nothing of the developer's", async () => {
    process.env["AWS_PROFILE"] = "production";
    process.env["NODE_OPTIONS"] = "--no-warnings";
    bench.current = deployed("exports.handler = async () => process.env;", {
      environment: {
        DELIVERY_STREAM: "events",
        AWS_ENDPOINT_URL: "https://kinesis.eu-central-1.amazonaws.com",
        TZ: "Asia/Tokyo",
      },
    });
    const environment = await payloadOf(bench.runner.invoke("deduplicator", {})).finally(() => {
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
    expect(environment["LAMBDA_TASK_ROOT"]).toContain(join(bench.workFolder, "deduplicator"));
    for (const foreign of ["AWS_PROFILE", "NODE_OPTIONS", "HOME", "USER"])
      expect(environment).not.toHaveProperty(foreign);
  });

  it("limits the heap by the function's memory", async () => {
    bench.current = deployed(
      "exports.handler = async () => ({ limit: require('v8').getHeapStatistics().heap_size_limit });",
      {
        memoryMegabytes: 128,
      },
    );
    const { limit } = await payloadOf(bench.runner.invoke("deduplicator", {}));
    expect(limit).toBeLessThan(200 * 1024 * 1024);
  });
});

describe("processes", () => {
  it("keeps a process for the next invocation", async () => {
    bench.current = deployed(REPORT_PID);
    const first = await payloadOf(bench.runner.invoke("deduplicator", {}));
    const second = await payloadOf(bench.runner.invoke("deduplicator", {}));
    expect(second["pid"]).toBe(first["pid"]);
    expect(bench.runner.processIds()).toEqual([first["pid"]]);
  });

  it("gives concurrent invocations a process each", async () => {
    bench.current = deployed(`let running = 0;
      exports.handler = async () => { running += 1; await new Promise((r) => setTimeout(r, 50)); running -= 1; return { pid: process.pid, running }; };`);
    const payloads = await Promise.all([1, 2, 3].map(() => payloadOf(bench.runner.invoke("deduplicator", {}))));
    expect(new Set(payloads.map(({ pid }) => pid)).size).toBe(3);
    expect(payloads.map(({ running }) => running)).toEqual([0, 0, 0]);
  });

  it.each<[string, Partial<DeployedFunction>]>([
    ["code", { codeSha256: "changed" }],
    ["a variable", { environment: { MODE: "new" } }],
    ["the timeout", { timeoutSeconds: 31 }],
  ])("replaces the process when %s changes", async (_name, change) => {
    bench.current = deployed(REPORT_PID);
    const { pid: old } = await payloadOf(bench.runner.invoke("deduplicator", {}));
    bench.current = { ...bench.current, ...change };
    const { pid } = await payloadOf(bench.runner.invoke("deduplicator", {}));
    expect(pid).not.toBe(old);
    await eventually(() => {
      expect(bench.runner.processIds()).toEqual([pid]);
    });
    await eventually(() => {
      expect(isRunning(Number(old))).toBe(false);
    });
  });

  it("lets a running invocation end with the old code, and then ends its process", async () => {
    bench.current = deployed(
      "exports.handler = async () => { await new Promise((r) => setTimeout(r, 300)); return { pid: process.pid }; };",
    );
    const old = payloadOf(bench.runner.invoke("deduplicator", {}));
    await eventually(() => {
      expect(bench.runner.processIds()).toHaveLength(1);
    });
    bench.current = deployed(REPORT_PID);
    const { pid } = await payloadOf(bench.runner.invoke("deduplicator", {}));
    expect((await old)["pid"]).not.toBe(pid);
    expect(bench.runner.processIds()).toEqual([pid]);
  });

  it("reports a killed process as Runtime.ExitError and starts a fresh one for the next invocation", async () => {
    bench.current = deployed(
      "exports.handler = async (wait) => { if (wait) await new Promise((r) => setTimeout(r, 60000)); return { pid: process.pid }; };",
    );
    const killed = bench.runner.invoke("deduplicator", true);
    await eventually(() => {
      expect(bench.runner.processIds()).toHaveLength(1);
    });
    const [pid = 0] = bench.runner.processIds();
    process.kill(pid, "SIGKILL");
    expect(await killed).toEqual({
      kind: "function-error",
      errorType: "Runtime.ExitError",
      errorMessage: expect.stringMatching(/^RequestId: .* Error: Runtime exited with error: signal: killed$/) as string,
    });
    const next = await payloadOf(bench.runner.invoke("deduplicator", false));
    expect(next["pid"]).not.toBe(pid);
  });

  it("does not hand an invocation to a process that was killed while it waited", async () => {
    bench.current = deployed(REPORT_PID);
    const { pid } = await payloadOf(bench.runner.invoke("deduplicator", {}));
    process.kill(Number(pid), "SIGKILL");
    await eventually(() => {
      expect(bench.runner.processIds()).toEqual([]);
    });
    expect((await payloadOf(bench.runner.invoke("deduplicator", {})))["pid"]).not.toBe(pid);
  });

  it("kills all processes when it stops, also one that is busy in a loop, and takes no further invocation", async () => {
    bench.current = deployed(`exports.handler = async (event) => {
      if (event.loop) { console.log('looping'); for (;;); }
      return { pid: process.pid }; };`);
    await Promise.all([1, 2].map(() => bench.runner.invoke("deduplicator", {})));
    const looping = bench.runner.invoke("deduplicator", { loop: true });
    await eventually(() => {
      expect(bench.logged).toContain("deduplicator: looping");
    });
    const pids = bench.runner.processIds();
    await bench.runner.stop();
    expect(await looping).toMatchObject({ errorType: "Runtime.ExitError" });
    expect(pids).toHaveLength(2);
    expect(pids.filter(isRunning)).toEqual([]);
    expect(bench.runner.processIds()).toEqual([]);
    await expect(bench.runner.invoke("deduplicator", {})).rejects.toThrow(/was stopped/);
  });
});

describe("an invocation that cannot start", () => {
  it("names a function that is not deployed", async () => {
    await expect(bench.runner.invoke("unknown", {})).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: expect.stringContaining('Function "unknown" is not deployed') as string,
    });
  });

  it.each(["python3.13", "provided.al2023", "nodejs"])(
    "refuses the runtime %s and says which ones run",
    async (runtime) => {
      bench.current = deployed(REPORT_PID, { runtime });
      await expect(bench.runner.invoke("deduplicator", {})).rejects.toThrow(
        new RegExp(`Function deduplicator has the runtime "${runtime}".*nodejs<version>.x only`),
      );
    },
  );

  // "Request payload: 6 MB (synchronous)" https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
  it("refuses an event over the payload limit", async () => {
    bench.current = deployed(REPORT_PID);
    await expect(bench.runner.invoke("deduplicator", "x".repeat(REQUEST_LIMIT_BYTES))).rejects.toMatchObject({
      name: "RequestEntityTooLargeException",
    });
  });
});
