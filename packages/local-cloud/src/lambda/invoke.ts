import type { Amendment } from "../gateway/gateway";
import { errorResponse, jsonBody, type ServiceRequest, type ServiceResponse } from "../gateway/service-message";
import { functionName } from "./deployed-functions";
import type { LambdaRunner } from "./lambda-runner";

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
export function invokeWith(runner: Pick<LambdaRunner, "invoke">): Amendment {
  return {
    answer(request) {
      const name = PATH.exec(request.path)?.[1];
      if (request.method !== "POST" || name === undefined) return undefined;
      return invoke(runner, functionName(decodeURIComponent(name)), request);
    },
  };
}

async function invoke(
  runner: Pick<LambdaRunner, "invoke">,
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
    const result = await runner.invoke(name, event);
    const failed = result.kind === "function-error";
    const payload = failed ? { errorType: result.errorType, errorMessage: result.errorMessage } : result.payload;
    return {
      status: 200,
      headers: { "content-type": "application/json", ...(failed && { "x-amz-function-error": "Unhandled" }) },
      body: Buffer.from(JSON.stringify(payload ?? null)),
    };
  } catch (error) {
    if (error instanceof Error && error.name in REFUSALS) {
      return errorResponse(error.name, error.message, REFUSALS[error.name]);
    }
    throw error;
  }
}
