import { S3BucketPolicies } from "../../src/amendments/s3-bucket-policy";
import type { ServiceRequest, ServiceResponse } from "../../src/gateway/service-message";
import { fakeEmulator, json, pathCall } from "../gateway/service-call";

const POLICY = { Statement: [{ Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } }] };

function xml(status: number, code: string): ServiceResponse {
  return { status, headers: {}, body: Buffer.from(`<Error><Code>${code}</Code></Error>`) };
}

/** A moto with the bucket `lake`, which has no policy. */
function emulatorWithBucket() {
  return fakeEmulator(({ method, path }) => {
    if (!path.startsWith("/lake")) return xml(404, "NoSuchBucket");
    if (path.includes("?policy")) return xml(404, "NoSuchBucketPolicy");
    return { status: method === "DELETE" ? 204 : 200, headers: {}, body: Buffer.alloc(0) };
  });
}

function policyCall(method: string, path: string, body?: unknown): ServiceRequest {
  return pathCall("s3", method, path, body);
}

it.each(["/lake?policy", "/lake/?policy", "/lake?policy="])(
  "gives back the policy that was put at %s",
  async (path) => {
    const policies = new S3BucketPolicies();
    const emulator = emulatorWithBucket();

    const put = await policies.answer(policyCall("PUT", path, POLICY), emulator.forward);
    const got = await policies.answer(policyCall("GET", path), emulator.forward);

    expect(put?.status).toBe(204);
    expect(got?.status).toBe(200);
    expect(json(got)).toEqual(POLICY);
  },
);

it("never shows a policy to moto", async () => {
  const emulator = emulatorWithBucket();

  await new S3BucketPolicies().answer(policyCall("PUT", "/lake?policy", POLICY), emulator.forward);

  expect(emulator.asked.map(({ method, body }) => [method, body.length])).toEqual([["GET", 0]]);
});

it("lets moto say that a bucket has no policy", async () => {
  const { forward } = emulatorWithBucket();

  const got = await new S3BucketPolicies().answer(policyCall("GET", "/lake?policy"), forward);

  expect(got).toEqual(xml(404, "NoSuchBucketPolicy"));
});

it("lets moto refuse a policy for a bucket that does not exist", async () => {
  const policies = new S3BucketPolicies();
  const { forward } = emulatorWithBucket();

  const put = await policies.answer(policyCall("PUT", "/missing?policy", POLICY), forward);

  expect(put).toEqual(xml(404, "NoSuchBucket"));
});

it.each([
  ["it is deleted", "/lake?policy"],
  ["its bucket is deleted", "/lake"],
  ["its bucket is deleted, named as a folder", "/lake/"],
])("forgets a policy when %s", async (_title, path) => {
  const policies = new S3BucketPolicies();
  const { forward } = emulatorWithBucket();
  await policies.answer(policyCall("PUT", "/lake?policy", POLICY), forward);

  const deleted = await policies.answer(policyCall("DELETE", path), forward);

  expect(deleted?.status).toBe(204);
  expect(await policies.answer(policyCall("GET", "/lake?policy"), forward)).toEqual(xml(404, "NoSuchBucketPolicy"));
});

it("keeps a policy when moto refuses to delete its bucket", async () => {
  const policies = new S3BucketPolicies();
  await policies.answer(policyCall("PUT", "/lake?policy", POLICY), emulatorWithBucket().forward);
  const notEmpty = xml(409, "BucketNotEmpty");

  const deleted = await policies.answer(policyCall("DELETE", "/lake"), () => Promise.resolve(notEmpty));

  expect(deleted).toBe(notEmpty);
  expect((await policies.answer(policyCall("GET", "/lake?policy"), emulatorWithBucket().forward))?.status).toBe(200);
});

it.each([
  ["an object", "s3", "PUT", "/lake/policy"],
  ["an object that is deleted", "s3", "DELETE", "/lake/policy"],
  ["the status of a policy", "s3", "GET", "/lake?policyStatus"],
  ["another service", "sqs", "GET", "/lake?policy"],
])("leaves %s alone", (_title, service, method, path) => {
  const { forward } = emulatorWithBucket();

  expect(new S3BucketPolicies().answer(pathCall(service, method, path), forward)).toBeUndefined();
});
