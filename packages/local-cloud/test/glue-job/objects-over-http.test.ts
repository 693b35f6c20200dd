import { ObjectsOverHttp } from "../../src/glue-job/objects-over-http";
import { serviceRequest } from "../../src/gateway/service-message";

const KEY = "x-amz-server-side-encryption-aws-kms-key-id";
const scope = (service: string) => ({
  authorization: `AWS4-HMAC-SHA256 Credential=test/20261124/eu-central-1/${service}/aws4_request, SignedHeaders=host`,
});
const forward = () =>
  Promise.resolve({ status: 200, headers: { [KEY]: "arn:aws:kms:key", etag: '"1"' }, body: Buffer.alloc(0) });

it("leaves the name of the KMS key out of an object's headers, and nothing else", async () => {
  const request = serviceRequest("HEAD", "/lake/raw/a.parquet", scope("s3"), Buffer.alloc(0));

  const answer = await new ObjectsOverHttp().answer(request, forward);

  expect(answer).toEqual({ status: 200, headers: { etag: '"1"' }, body: Buffer.alloc(0) });
});

it("leaves other services alone", () => {
  const request = serviceRequest("POST", "/", scope("glue"), Buffer.alloc(0));

  expect(new ObjectsOverHttp().answer(request, forward)).toBeUndefined();
});
