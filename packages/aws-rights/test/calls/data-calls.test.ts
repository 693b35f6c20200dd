import { missingObjectAccess } from "../../src";
import { deployedAccount } from "../account/deployed-account";
import { pathCall, targetCall } from "../aws-calls";

const arn = (service: string, resource: string) => `arn:aws:${service}:eu-central-1:111111111111:${resource}`;

test.each([
  ["dynamodb", "Query", { TableName: "log" }, `dynamodb:Query on resource: ${arn("dynamodb", "table/log")}`],
  ["dynamodb", "PutItem", { TableName: "other" }, `dynamodb:PutItem on resource: ${arn("dynamodb", "table/other")}`],
  [
    "dynamodb",
    "BatchGetItem",
    { RequestItems: { log: {} } },
    `dynamodb:BatchGetItem on resource: ${arn("dynamodb", "table/log")}`,
  ],
  [
    "firehose",
    "PutRecordBatch",
    { DeliveryStreamName: "raw" },
    `firehose:PutRecordBatch on resource: ${arn("firehose", "deliverystream/raw")}`,
  ],
  ["glue", "GetTable", { DatabaseName: "raw", Name: "t" }, `glue:GetTable on resource: ${arn("glue", "catalog")}`],
  [
    "kinesis",
    "ListShards",
    { StreamName: "events" },
    `kinesis:ListShards on resource: ${arn("kinesis", "stream/events")}`,
  ],
  [
    "kinesis",
    "GetRecords",
    { ShardIterator: "events:0" },
    `kinesis:GetRecords on resource: ${arn("kinesis", "stream/events")}`,
  ],
  [
    "sqs",
    "SendMessageBatch",
    { QueueUrl: "http://127.0.0.1:1/111111111111/dlq" },
    `sqs:SendMessage on resource: ${arn("sqs", "dlq")}`,
  ],
])("%s %s that no policy allows is refused in AWS's words", (service, operation, body, refused) => {
  const { outcome } = deployedAccount();

  expect(outcome(targetCall(service, operation, body))).toContain(
    `is not authorized to perform: ${refused} because no identity-based policy allows`,
  );
});

test("a call of the catalogue needs its action on the catalogue, the database and the table", () => {
  const resources = [arn("glue", "catalog"), arn("glue", "table/raw/t")];
  const { outcome } = deployedAccount({ Effect: "Allow", Action: "glue:GetTable", Resource: resources });

  expect(outcome(targetCall("glue", "GetTable", { DatabaseName: "raw", Name: "t" }))).toContain(
    `on resource: ${arn("glue", "database/raw")} `,
  );
});

describe("S3", () => {
  const OBJECTS = { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::lake/raw/*" };
  const LIST_RAW = {
    Effect: "Allow",
    Action: "s3:ListBucket",
    Resource: "arn:aws:s3:::lake",
    Condition: { StringLike: { "s3:prefix": "raw/*" } },
  };

  test.each([
    ["PUT", "/lake/raw/a%20b?x-id=PutObject", "passes"],
    ["PUT", "/lake/other/a", "s3:PutObject on resource: arn:aws:s3:::lake/other/a"],
    ["GET", "/lake/other/a", "s3:GetObject on resource: arn:aws:s3:::lake/other/a"],
    ["HEAD", "/lake/raw", "s3:GetObject on resource: arn:aws:s3:::lake/raw "],
    ["DELETE", "/lake/other/a?versionId=1", "s3:DeleteObjectVersion on resource: arn:aws:s3:::lake/other/a"],
    ["POST", "/lake/other/a?uploads", "s3:PutObject on resource: arn:aws:s3:::lake/other/a"],
    ["PUT", "/lake/raw/a?partNumber=1&uploadId=u", "passes"],
    ["GET", "/lake?list-type=2&prefix=raw/x&delimiter=/", "passes"],
    ["GET", "/lake?list-type=2&prefix=other/", "s3:ListBucket on resource: arn:aws:s3:::lake "],
    ["GET", "/lake?list-type=2", "s3:ListBucket on resource: arn:aws:s3:::lake "],
    ["HEAD", "/lake", "s3:ListBucket on resource: arn:aws:s3:::lake "],
    ["PUT", "/lake/raw/a?retention=", "not known"],
  ])("%s %s: %s", (method, path, expected) => {
    const { outcome } = deployedAccount(OBJECTS, LIST_RAW);

    expect(outcome(pathCall("s3", method, path))).toContain(expected);
  });

  test("a copy reads its source, and many objects are deleted one by one", () => {
    const { outcome } = deployedAccount(OBJECTS);
    const keys = "<Delete><Object><Key>raw/a&amp;b</Key></Object><Object><Key>other/b</Key></Object></Delete>";

    expect(outcome(pathCall("s3", "PUT", "/lake/raw/a", "", { "x-amz-copy-source": "lake/other/a" }))).toContain(
      "s3:GetObject on resource: arn:aws:s3:::lake/other/a",
    );
    expect(outcome(pathCall("s3", "POST", "/lake?delete", keys))).toContain(
      "s3:DeleteObject on resource: arn:aws:s3:::lake/other/b",
    );
  });

  test("a version is deleted, and an object put with tags, by a right of its own", () => {
    const rights = { Effect: "Allow", Action: ["s3:DeleteObject", "s3:PutObject"], Resource: "*" };
    const { outcome } = deployedAccount(rights);
    const version = "<Delete><Object><Key>raw/a</Key><VersionId>1</VersionId></Object></Delete>";

    expect(outcome(pathCall("s3", "POST", "/lake?delete", version))).toContain(
      "s3:DeleteObjectVersion on resource: arn:aws:s3:::lake/raw/a",
    );
    expect(outcome(pathCall("s3", "PUT", "/lake/raw/a", "", { "x-amz-tagging": "project=lake" }))).toContain(
      "s3:PutObjectTagging on resource: arn:aws:s3:::lake/raw/a",
    );
    expect(outcome(pathCall("s3", "PUT", "/lake/raw/a"))).toBe("passes");
  });

  test("that an object is not there is heard by who may list the bucket, whatever the prefix", () => {
    expect(missingObjectAccess(pathCall("s3", "HEAD", "/lake/raw/a"))).toEqual({
      action: "s3:ListBucket",
      resource: "arn:aws:s3:::lake",
      context: { "aws:SecureTransport": "true" },
    });
    expect(missingObjectAccess(pathCall("s3", "GET", "/lake"))).toBeUndefined();
    expect(missingObjectAccess(pathCall("s3", "PUT", "/lake/raw/a"))).toBeUndefined();
  });
});

test("a call that is not known is not decided, whatever the role may do", () => {
  const { outcome } = deployedAccount({ Effect: "Allow", Action: "*", Resource: "*" });

  expect(outcome(targetCall("kinesis", "SplitShard"))).toBe("not known");
});
