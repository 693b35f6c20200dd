import { deployed, REPORT_PID, payloadOf, RunnerBench } from "./lambda-runner-under-test";

let bench: RunnerBench;
beforeEach(async () => {
  bench = await RunnerBench.create();
});
afterEach(() => bench.end());

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
    bench.current = deployed(code);
    const result = await bench.runner.invoke("deduplicator", {});
    expect(result).toMatchObject({ kind: "function-error", errorType });
    expect(result.kind === "function-error" && result.errorMessage).toContain(message);
  });

  it("reports a missing file and a handler name without a dot", async () => {
    bench.current = deployed(REPORT_PID, { handler: "main.handler" });
    expect(await bench.runner.invoke("deduplicator", {})).toMatchObject({ errorType: "Runtime.ImportModuleError" });
    bench.current = deployed(REPORT_PID, { handler: "handler" });
    expect(await bench.runner.invoke("deduplicator", {})).toMatchObject({ errorType: "Runtime.MalformedHandlerName" });
  });

  // "Starting with Node.js 24, Lambda no longer supports callback-based function handlers."
  // https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html
  it("refuses a callback handler for Node.js 24", async () => {
    bench.current = deployed("exports.handler = (event, context, done) => done();", { runtime: "nodejs24.x" });
    expect(await bench.runner.invoke("deduplicator", {})).toMatchObject({
      errorType: "Runtime.CallbackHandlerDeprecated",
    });
  });

  it("keeps the process after an exception, as Lambda does", async () => {
    bench.current = deployed(
      "exports.handler = async (fail) => { if (fail) throw new Error('no'); return { pid: process.pid }; };",
    );
    const { pid } = await payloadOf(bench.runner.invoke("deduplicator", false));
    await bench.runner.invoke("deduplicator", true);
    expect((await payloadOf(bench.runner.invoke("deduplicator", false)))["pid"]).toBe(pid);
  });

  it("kills a function that runs into its timeout, even one that is busy in a loop", async () => {
    bench.current = deployed("exports.handler = async () => { for (;;); };", { timeoutSeconds: 1 });
    const result = await bench.runner.invoke("deduplicator", {});
    expect(result).toEqual({
      kind: "function-error",
      errorType: "Sandbox.Timedout",
      errorMessage: expect.stringMatching(/Task timed out after 1.00 seconds$/) as string,
    });
    expect(bench.runner.processIds()).toEqual([]);
  });
});
