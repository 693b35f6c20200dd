import { jsonResponse, serviceRequest, type ServiceRequest } from "../../src/gateway/service-message";
import { invokeWith } from "../../src/lambda/lambda-runner";
import type { InvocationResult } from "../../src/lambda/execution-environment";
import { fakeEmulator, json, pathCall, signedFor } from "../gateway/service-call";

const { forward } = fakeEmulator(() => jsonResponse({}));

/** A runner that answers every invocation alike, and the invocations it got. */
function runnerThat(ends: InvocationResult | Error) {
  const invocations: [string, unknown][] = [];
  const invokeLogged = (name: string, event: unknown) => {
    invocations.push([name, event]);
    return ends instanceof Error ? Promise.reject(ends) : Promise.resolve({ result: ends, log: "first\nlast\n" });
  };
  return { invocations, amendment: invokeWith({ invokeLogged }) };
}

function invocation(name: string, event?: unknown): ServiceRequest {
  return pathCall("lambda", "POST", `/2015-03-31/functions/${name}/invocations`, event);
}

it("answers with what the function returned", async () => {
  const { amendment, invocations } = runnerThat({ kind: "success", payload: { batchItemFailures: [] } });

  const response = await amendment.answer(invocation("deduplicator", { Records: [] }), forward);

  expect(invocations).toEqual([["deduplicator", { Records: [] }]]);
  expect(response?.status).toBe(200);
  expect(response?.headers).not.toHaveProperty("x-amz-function-error");
  expect(json(response)).toEqual({ batchItemFailures: [] });
});

it.each([null, undefined])("answers null when the function returned %p", async (payload) => {
  const { amendment } = runnerThat({ kind: "success", payload });

  const response = await amendment.answer(invocation("deduplicator", {}), forward);

  expect(response?.body.toString()).toBe("null");
});

it("gives an empty event to a function that is invoked without one", async () => {
  const { amendment, invocations } = runnerThat({ kind: "success", payload: null });

  await amendment.answer(invocation("deduplicator"), forward);

  expect(invocations).toEqual([["deduplicator", {}]]);
});

it("marks the failure of a function as AWS does: status 200 and a header", async () => {
  const { amendment } = runnerThat({ kind: "function-error", errorType: "TypeError", errorMessage: "no index" });

  const response = await amendment.answer(invocation("deduplicator", {}), forward);

  expect(response).toMatchObject({ status: 200, headers: { "x-amz-function-error": "Unhandled" } });
  expect(json(response)).toEqual({ errorType: "TypeError", errorMessage: "no index" });
});

it("returns the end of what the function wrote to who asks for it, and to nobody else", async () => {
  const { amendment } = runnerThat({ kind: "success", payload: null });
  const asking = invocation("deduplicator", {});

  const silent = await amendment.answer(asking, forward);
  const told = await amendment.answer({ ...asking, headers: { ...asking.headers, "x-amz-log-type": "Tail" } }, forward);

  expect([silent, told].map((answer) => answer?.headers["x-amz-log-result"])).toEqual([
    undefined,
    Buffer.from("first\nlast\n").toString("base64"),
  ]);
});

it("invokes a function that is named by its ARN", async () => {
  const { amendment, invocations } = runnerThat({ kind: "success", payload: null });
  const arn = "arn:aws:lambda:eu-central-1:123456789012:function:deduplicator";

  await amendment.answer(invocation(encodeURIComponent(arn), {}), forward);

  expect(invocations).toEqual([["deduplicator", {}]]);
});

it.each([
  ["ResourceNotFoundException", 404],
  ["RequestEntityTooLargeException", 413],
])("answers %s with status %i", async (name, status) => {
  const { amendment } = runnerThat(Object.assign(new Error("refused by the runner"), { name }));

  const response = await amendment.answer(invocation("deduplicator", {}), forward);

  expect(response?.status).toBe(status);
  expect(json(response)).toMatchObject({ __type: name, message: "refused by the runner" });
});

it("lets a failure of the runner itself be one", async () => {
  const { amendment } = runnerThat(new Error("the package cannot be unzipped"));

  await expect(amendment.answer(invocation("deduplicator", {}), forward)).rejects.toThrow(
    "the package cannot be unzipped",
  );
});

it.each(["Event", "DryRun"])("refuses the invocation type %s, which it does not have", async (type) => {
  const { amendment, invocations } = runnerThat({ kind: "success", payload: null });
  const request = invocation("deduplicator", {});
  const headers = { ...request.headers, "x-amz-invocation-type": type };

  const response = await amendment.answer({ ...request, headers }, forward);

  expect(response?.status).toBe(400);
  expect(json(response)).toMatchObject({
    __type: "InvalidParameterValueException",
    message: expect.stringContaining(`InvocationType is "${type}"`) as string,
  });
  expect(invocations).toEqual([]);
});

it("refuses a payload that is not JSON", async () => {
  const { amendment, invocations } = runnerThat({ kind: "success", payload: null });
  const path = "/2015-03-31/functions/deduplicator/invocations";

  const response = await amendment.answer(serviceRequest("POST", path, signedFor("lambda"), Buffer.from("{")), forward);

  expect(json(response)).toMatchObject({
    __type: "InvalidRequestContentException",
    message: expect.stringMatching(/^The payload for deduplicator is not JSON/) as string,
  });
  expect(invocations).toEqual([]);
});

it.each([
  ["GET", "/2015-03-31/functions/deduplicator/invocations"],
  ["POST", "/2015-03-31/functions"],
])("leaves %s %s alone", (method, path) => {
  const { amendment } = runnerThat({ kind: "success", payload: null });

  expect(amendment.answer(pathCall("lambda", method, path), forward)).toBeUndefined();
});
