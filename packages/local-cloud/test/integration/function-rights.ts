import { CreateBucketCommand, ListObjectsV2Command } from "@aws-sdk/client-s3";
import { InvokeCommand } from "@aws-sdk/client-lambda";
import { REGION, shared } from "./cloud-under-test";
import { deployFunction } from "./deploy-function";

/** Puts one object where it may, and one where it may not, and returns what S3 said. */
const CODE = `exports.handler = async () => {
  const { AWS_ENDPOINT_URL: endpoint, AWS_ACCESS_KEY_ID: key } = process.env;
  const headers = { authorization: \`AWS4-HMAC-SHA256 Credential=\${key}/20261124/${REGION}/s3/aws4_request, SignedHeaders=host, Signature=0\` };
  const put = async (path) => {
    const response = await fetch(\`\${endpoint}/function-rights/\${path}\`, { method: "PUT", headers, body: "x" });
    return [response.status, await response.text()];
  };
  return [await put("mine/object"), await put("yours/object")];
};`;

it("a function may do what its role's policy allows, and hears from S3 what it may not", async () => {
  const { lambda, s3 } = shared.gateway;
  const Bucket = "function-rights";
  await s3.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration: { LocationConstraint: REGION } }));
  const mine = { Sid: "Write", Action: "s3:PutObject", Resource: `arn:aws:s3:::${Bucket}/mine/*` };
  await deployFunction(shared.gateway, "writer", CODE, mine);

  const { Payload: payload } = await lambda.send(new InvokeCommand({ FunctionName: "writer" }));

  const [allowed, refused] = JSON.parse(Buffer.from(payload ?? []).toString()) as [number, string][];
  const refusal =
    "User: arn:aws:sts::123456789012:assumed-role/writer/writer is not authorized to perform: s3:PutObject on resource: arn:aws:s3:::function-rights/yours/object because no identity-based policy allows the s3:PutObject action";
  expect(allowed?.[0]).toBe(200);
  expect(refused?.[0]).toBe(403);
  expect(refused?.[1]).toContain(`<Code>AccessDenied</Code><Message>${refusal}</Message>`);
  const { Contents: objects = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(objects.map(({ Key }) => Key)).toEqual(["mine/object"]);
  expect(shared.underTest.cloud.refusedCalls()).toContain(refusal);
  expect(shared.underTest.cloud.rightsJournal().map(({ resource, allowed }) => ({ resource, allowed }))).toEqual(
    expect.arrayContaining([
      { resource: "arn:aws:s3:::function-rights/mine/object", allowed: true },
      { resource: "arn:aws:s3:::function-rights/yours/object", allowed: false },
    ]),
  );
});
