import { createHash } from "node:crypto";
import { DeployedFunctions } from "../../src/lambda/deployed-functions";
import { errorResponse, jsonResponse } from "../../src/gateway/service-message";
import { fakeEmulator, json, pathCall } from "../gateway/service-call";

const ARN = "arn:aws:lambda:eu-central-1:123456789012:function:deduplicator";
const ROLE = "arn:aws:iam::123456789012:role/deduplicator";
const ZIP = Buffer.from("first package");

/** A Lambda client of a moto that knows one function, or none. */
function lambdaWith(configuration: object | undefined) {
  return {
    send: () =>
      configuration === undefined
        ? Promise.reject(Object.assign(new Error("Function not found"), { name: "ResourceNotFoundException" }))
        : Promise.resolve(configuration),
  };
}

const configuration = {
  FunctionArn: ARN,
  Role: ROLE,
  Handler: "index.handler",
  Runtime: "nodejs20.x",
  Timeout: 60,
  MemorySize: 1024,
  Environment: { Variables: { DELIVERY_STREAM: "raw" } },
};

function create(code: object, name = "deduplicator") {
  return pathCall("lambda", "POST", "/2015-03-31/functions", { FunctionName: name, Code: code });
}

function zipped(content: Buffer) {
  return { ZipFile: content.toString("base64") };
}

const accepting = fakeEmulator(() => jsonResponse({}, 201)).forward;

it("gives a function back with its package, and with the settings that moto has now", async () => {
  const functions = new DeployedFunctions(lambdaWith(configuration));
  await functions.answer(create(zipped(ZIP)), accepting);

  expect(await functions.find("deduplicator")).toEqual({
    functionName: "deduplicator",
    functionArn: ARN,
    roleArn: ROLE,
    handler: "index.handler",
    runtime: "nodejs20.x",
    timeoutSeconds: 60,
    memoryMegabytes: 1024,
    environment: { DELIVERY_STREAM: "raw" },
    codeSha256: createHash("sha256").update(ZIP).digest("base64"),
    zip: ZIP,
  });
});

it("fills in Lambda's defaults for what was not set", async () => {
  const functions = new DeployedFunctions(lambdaWith({ FunctionArn: ARN }));
  await functions.answer(create(zipped(ZIP)), accepting);

  expect(await functions.find("deduplicator")).toMatchObject({
    timeoutSeconds: 3,
    memoryMegabytes: 128,
    environment: {},
  });
});

it("passes the deployment on to moto and hands its answer back", async () => {
  const emulator = fakeEmulator(() => jsonResponse({ FunctionArn: ARN }, 201));
  const request = create(zipped(ZIP));

  const response = await new DeployedFunctions(lambdaWith(configuration)).answer(request, emulator.forward);

  expect(emulator.asked).toEqual([request]);
  expect([response?.status, json(response)]).toEqual([201, { FunctionArn: ARN }]);
});

it("finds a function by its ARN", async () => {
  const functions = new DeployedFunctions(lambdaWith(configuration));
  await functions.answer(create(zipped(ZIP)), accepting);

  expect(await functions.find(ARN)).toMatchObject({ functionName: "deduplicator", zip: ZIP });
});

it.each(["deduplicator", encodeURIComponent(ARN)])("takes the new package of an update of %s", async (name) => {
  const functions = new DeployedFunctions(lambdaWith(configuration));
  await functions.answer(create(zipped(ZIP)), accepting);
  const update = pathCall("lambda", "PUT", `/2015-03-31/functions/${name}/code`, zipped(Buffer.from("second package")));

  await functions.answer(update, accepting);

  expect((await functions.find("deduplicator"))?.zip.toString()).toBe("second package");
});

it("keeps the package it has when moto refuses a deployment", async () => {
  const functions = new DeployedFunctions(lambdaWith(configuration));
  await functions.answer(create(zipped(ZIP)), accepting);
  const exists = errorResponse("ResourceConflictException", "Function already exist", 409);

  const response = await functions.answer(create(zipped(Buffer.from("other"))), () => Promise.resolve(exists));

  expect(response).toBe(exists);
  expect(await functions.find("deduplicator")).toMatchObject({ zip: ZIP });
});

it.each([{ S3Bucket: "packages", S3Key: "deduplicator.zip" }, { ImageUri: "image" }, undefined])(
  "refuses code that does not come with the call: %j",
  async (code) => {
    const emulator = fakeEmulator(() => jsonResponse({}));
    const request = pathCall("lambda", "POST", "/2015-03-31/functions", { FunctionName: "deduplicator", Code: code });

    const response = await new DeployedFunctions(lambdaWith(configuration)).answer(request, emulator.forward);

    expect(response?.status).toBe(400);
    expect(json(response)).toMatchObject({
      __type: "InvalidParameterValueException",
      message: expect.stringMatching(/^Function deduplicator is deployed without ZipFile\./) as string,
    });
    expect(emulator.asked).toEqual([]);
  },
);

it("knows no function that was never deployed, and none that was deleted", async () => {
  const functions = new DeployedFunctions(lambdaWith(undefined));
  await functions.answer(create(zipped(ZIP), "deleted"), accepting);

  expect(await functions.find("never-deployed")).toBeUndefined();
  expect(await functions.find("deleted")).toBeUndefined();
});

it("does not take a failing moto for a missing function", async () => {
  const functions = new DeployedFunctions({ send: () => Promise.reject(new Error("connect ECONNREFUSED")) });
  await functions.answer(create(zipped(ZIP)), accepting);

  await expect(functions.find("deduplicator")).rejects.toThrow("connect ECONNREFUSED");
});

it.each([
  ["GET", "/2015-03-31/functions"],
  ["GET", "/2015-03-31/functions/deduplicator"],
  ["PUT", "/2015-03-31/functions/deduplicator/configuration"],
  ["DELETE", "/2015-03-31/functions/deduplicator"],
])("leaves %s %s to moto", (method, path) => {
  const functions = new DeployedFunctions(lambdaWith(configuration));

  expect(functions.answer(pathCall("lambda", method, path), accepting)).toBeUndefined();
});
