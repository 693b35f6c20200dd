import type { Amendment } from "../gateway/gateway";
import { jsonBody } from "../gateway/service-message";
import type { LambdaRunner } from "./lambda-runner";

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations/;

/**
 * The Invoke call, answered by the Lambda runner: moto runs functions in Docker only.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function invokeWith(runner: LambdaRunner): Amendment {
  return {
    answer(request) {
      const name = PATH.exec(request.path)?.[1];
      if (request.method !== "POST" || name === undefined) return undefined;
      return (async () => {
        const result = await runner.invoke(decodeURIComponent(name), jsonBody(request));
        const failed = result.kind === "function-error";
        const payload = failed ? { errorType: result.errorType, errorMessage: result.errorMessage } : result.payload;
        return {
          status: 200,
          headers: { "content-type": "application/json", ...(failed && { "x-amz-function-error": "Unhandled" }) },
          body: Buffer.from(JSON.stringify(payload ?? null)),
        };
      })();
    },
  };
}
