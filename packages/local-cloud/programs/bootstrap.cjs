/**
 * Runs inside a function's process: loads the handler, then runs one invocation at a time for the runner that forked it. Error
 * types and messages are those of Lambda's own Node.js runtime.
 *
 * @see https://github.com/aws/aws-lambda-nodejs-runtime-interface-client
 */
const { existsSync } = require("node:fs");
const { basename, dirname, join } = require("node:path");
const { pathToFileURL } = require("node:url");

/** Bytes of a synchronous response: 6 MB. */
const RESPONSE_LIMIT_BYTES = 6_291_556;
const FIRST_NODE_MAJOR_WITHOUT_CALLBACKS = 24;

// Without the runner nobody reads the result, and nobody would ever stop this process.
process.on("disconnect", () => process.exit(0));

process.on("uncaughtException", (error) => reportFatal(describe(error), 129));
process.on("unhandledRejection", (reason) => {
  const { errorMessage } = describe(reason);
  reportFatal({ errorType: "Runtime.UnhandledPromiseRejection", errorMessage }, 128);
});

function reportFatal(error, exitCode) {
  console.error(`ERROR Uncaught ${error.errorType}: ${error.errorMessage}`);
  process.send({ kind: "fatal", ...error }, () => process.exit(exitCode));
}

function runtimeError(errorType, message) {
  return Object.assign(new Error(message), { errorType });
}

function describe(thrown) {
  if (thrown instanceof Error || (typeof thrown === "object" && thrown !== null && "message" in thrown)) {
    const errorType = thrown.errorType ?? thrown.name ?? "Error";
    return { errorType: String(errorType), errorMessage: String(thrown.message) };
  }
  return { errorType: typeof thrown, errorMessage: String(thrown) };
}

async function loadModule(path) {
  try {
    return require(path);
  } catch (error) {
    const isEsModule = error?.code === "ERR_REQUIRE_ESM" || error?.code === "ERR_REQUIRE_ASYNC_MODULE";
    if (!isEsModule) throw error;
    return import(pathToFileURL(path).href);
  }
}

async function loadHandler(taskRoot, handler) {
  const match = /^([^.]+)\.(.+)$/.exec(basename(handler));
  if (match === null)
    throw runtimeError("Runtime.MalformedHandlerName", `Bad handler: "${handler}" is not file.export`);
  const [, file, exportPath] = match;
  const path = [".js", ".mjs", ".cjs"]
    .map((extension) => join(taskRoot, dirname(handler), file + extension))
    .find((candidate) => existsSync(candidate));
  if (path === undefined) {
    throw runtimeError("Runtime.ImportModuleError", `Error: Cannot find module '${file}' in ${taskRoot}`);
  }
  let value;
  try {
    value = await loadModule(path);
  } catch (error) {
    if (error?.code === "MODULE_NOT_FOUND" || error?.code === "ERR_MODULE_NOT_FOUND") {
      throw runtimeError("Runtime.ImportModuleError", `Error: ${error.message}`);
    }
    if (error instanceof SyntaxError)
      throw runtimeError("Runtime.UserCodeSyntaxError", `SyntaxError: ${error.message}`);
    throw error;
  }
  for (const name of exportPath.split(".")) value = value?.[name] ?? value?.default?.[name];
  if (typeof value !== "function") {
    throw runtimeError("Runtime.HandlerNotFound", `${handler} is undefined or not exported`);
  }
  const runtimeMajor = Number(/^AWS_Lambda_nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV)?.[1]);
  if (value.length >= 3 && runtimeMajor >= FIRST_NODE_MAJOR_WITHOUT_CALLBACKS) {
    throw runtimeError(
      "Runtime.CallbackHandlerDeprecated",
      `${handler} takes a callback, which Node.js ${runtimeMajor} functions may not: return a promise`,
    );
  }
  return value;
}

function invocationContext({ requestId, functionArn, timeoutMillis }) {
  const deadline = Date.now() + timeoutMillis;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    invokedFunctionArn: functionArn,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    awsRequestId: requestId,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function runHandler(handler, event, context) {
  return new Promise((resolve, reject) => {
    const callback = (error, value) => (error ? reject(error) : resolve(value));
    const returned = handler(event, context, callback);
    if (typeof returned?.then === "function") returned.then(resolve, reject);
    else if (handler.length < 3) resolve(returned);
  });
}

function responseOf(value) {
  let payload;
  try {
    payload = JSON.stringify(value === undefined ? null : value) ?? "null";
  } catch (error) {
    throw runtimeError("Runtime.MarshalError", `Unable to stringify response body: ${error.message}`);
  }
  const bytes = Buffer.byteLength(payload);
  if (bytes > RESPONSE_LIMIT_BYTES) {
    throw runtimeError(
      "Function.ResponseSizeTooLarge",
      `Response payload size (${bytes} bytes) exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES} bytes).`,
    );
  }
  return payload;
}

async function invoke(handler, message) {
  process.env._X_AMZN_TRACE_ID = message.traceId;
  try {
    const value = await runHandler(handler, JSON.parse(message.event), invocationContext(message));
    process.send({ kind: "success", payload: responseOf(value) });
  } catch (error) {
    console.error("ERROR Invoke Error", error);
    process.send({ kind: "error", ...describe(error) });
  }
}

loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER).then(
  (handler) => {
    process.on("message", (message) => void invoke(handler, message));
    process.send({ kind: "ready" });
  },
  (error) => {
    console.error("ERROR Init Error", error);
    process.send({ kind: "fatal", ...describe(error) }, () => process.exit(1));
  },
);
