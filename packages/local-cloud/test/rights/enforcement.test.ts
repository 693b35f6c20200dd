import { serviceRequest, type ServiceRequest, type ServiceResponse } from "../../src/gateway/service-message";
import { Enforcement } from "../../src/rights/enforcement";
import { RoleSessions } from "../../src/rights/role-sessions";
import { signedFor } from "../gateway/service-call";

const PLACE = { accountId: "111111111111", region: "eu-central-1" };
const ROLE = "arn:aws:iam::111111111111:role/deduplicator";
const TABLE = "arn:aws:dynamodb:eu-central-1:111111111111:table/log";
const KEY = "arn:aws:kms:eu-central-1:111111111111:key/k";
const CLAIM = { Sid: "Claim", Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: TABLE };

const OK: ServiceResponse = { status: 200, headers: {}, body: Buffer.from("{}") };
const NOT_FOUND: ServiceResponse = { status: 404, headers: {}, body: Buffer.alloc(0) };

/** A cloud with a role, and what its administrator and the role call. */
async function cloud(...statements: readonly object[]) {
  const sessions = new RoleSessions(PLACE.accountId);
  const enforcement = new Enforcement(PLACE, sessions);
  const { accessKeyId } = sessions.assume(ROLE, "deduplicator");
  const send = async (request: ServiceRequest, answer = OK) =>
    (await enforcement.answer(request, () => Promise.resolve(answer))).body.toString();
  const signed = (service: string, operation: string) => ({
    ...signedFor(service),
    ...(operation === "" ? {} : { "x-amz-target": `${service}.${operation}` }),
  });
  const administer = (
    service: string,
    operation: string,
    body: object | string,
    [method, path] = ["POST", "/"] as const,
  ) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return send(serviceRequest(method, path, signed(service, operation), Buffer.from(text)));
  };
  const iam = (action: string, parameters: Readonly<Record<string, string>>) =>
    administer("iam", "", new URLSearchParams({ Action: action, RoleName: "deduplicator", ...parameters }).toString());
  const put = (...all: readonly object[]) =>
    iam("PutRolePolicy", { PolicyName: "rights", PolicyDocument: JSON.stringify({ Statement: all }) });
  const asRole = (headers: { readonly authorization: string }) => headers.authorization.replace("test", accessKeyId);
  const call = (service: string, operation: string, body: object) => {
    const headers = { ...signed(service, operation), authorization: asRole(signedFor(service)) };
    return send(serviceRequest("POST", "/", headers, Buffer.from(JSON.stringify(body))));
  };
  const s3 = (method: string, path: string, { answer = OK, body = "", headers = {} } = {}) =>
    send(
      serviceRequest(method, path, { ...headers, authorization: asRole(signedFor("s3")) }, Buffer.from(body)),
      answer,
    );
  await put(...statements);
  return { enforcement, administer, iam, put, call, s3 };
}

test("a call that the role's policy allows passes, and the journal says which statement let it", async () => {
  const { enforcement, call } = await cloud(CLAIM);

  expect(await call("dynamodb", "PutItem", { TableName: "log" })).toBe("{}");
  expect(await call("dynamodb", "PutItem", { TableName: "log" })).toBe("{}");
  expect(enforcement.journal).toEqual([
    {
      principal: "arn:aws:sts::111111111111:assumed-role/deduplicator/deduplicator",
      action: "dynamodb:PutItem",
      resource: TABLE,
      allowed: true,
      statement: 'Inline policy "rights" of role deduplicator, statement "Claim"',
      count: 2,
    },
  ]);
  expect(enforcement.refusals).toEqual([]);
});

test.each([
  ["dynamodb", "Query", { TableName: "log" }, `dynamodb:Query on resource: ${TABLE}`],
  [
    "dynamodb",
    "PutItem",
    { TableName: "other" },
    "dynamodb:PutItem on resource: arn:aws:dynamodb:eu-central-1:111111111111:table/other",
  ],
  ["dynamodb", "BatchGetItem", { RequestItems: { log: {} } }, `dynamodb:BatchGetItem on resource: ${TABLE}`],
  [
    "firehose",
    "PutRecordBatch",
    { DeliveryStreamName: "raw" },
    "firehose:PutRecordBatch on resource: arn:aws:firehose:eu-central-1:111111111111:deliverystream/raw",
  ],
  [
    "glue",
    "GetTable",
    { DatabaseName: "raw", Name: "t" },
    "glue:GetTable on resource: arn:aws:glue:eu-central-1:111111111111:catalog",
  ],
  [
    "kinesis",
    "ListShards",
    { StreamName: "events" },
    "kinesis:ListShards on resource: arn:aws:kinesis:eu-central-1:111111111111:stream/events",
  ],
  [
    "kinesis",
    "GetRecords",
    { ShardIterator: Buffer.from('["events","0","i"]').toString("base64url") },
    "kinesis:GetRecords on resource: arn:aws:kinesis:eu-central-1:111111111111:stream/events",
  ],
  [
    "sqs",
    "SendMessageBatch",
    { QueueUrl: "http://127.0.0.1:1/111111111111/dlq" },
    "sqs:SendMessage on resource: arn:aws:sqs:eu-central-1:111111111111:dlq",
  ],
])("%s %s that no policy allows is refused in AWS's words", async (service, operation, body, refused) => {
  const { enforcement, call } = await cloud(CLAIM);

  const answer = await call(service, operation, body);

  expect(answer).toContain("AccessDeniedException");
  expect(answer).toContain(`is not authorized to perform: ${refused} because no identity-based policy allows`);
  expect(enforcement.refusals).toHaveLength(1);
});

test("a call of the catalogue needs its action on the catalogue, the database and the table", async () => {
  const arn = (resource: string) => `arn:aws:glue:eu-central-1:111111111111:${resource}`;
  const read = { Effect: "Allow", Action: "glue:GetTable", Resource: [arn("catalog"), arn("table/raw/t")] };
  const { call } = await cloud(read);

  expect(await call("glue", "GetTable", { DatabaseName: "raw", Name: "t" })).toContain(
    `on resource: ${arn("database/raw")} `,
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
    ["PUT", "/lake/raw/a?tagging=", "the local cloud does not know which rights this call needs"],
  ])("%s %s: %s", async (method, path, outcome) => {
    const { s3 } = await cloud(OBJECTS, LIST_RAW);

    const answer = await s3(method, path);

    if (outcome === "passes") expect(answer).toBe("{}");
    else expect(answer).toContain(outcome);
  });

  test("a copy reads its source, and many objects are deleted one by one", async () => {
    const { s3 } = await cloud(OBJECTS);
    const keys = "<Delete><Object><Key>raw/a&amp;b</Key></Object><Object><Key>other/b</Key></Object></Delete>";

    expect(await s3("PUT", "/lake/raw/a", { headers: { "x-amz-copy-source": "lake/other/a" } })).toContain(
      "s3:GetObject on resource: arn:aws:s3:::lake/other/a",
    );
    expect(await s3("POST", "/lake?delete", { body: keys })).toContain(
      "s3:DeleteObject on resource: arn:aws:s3:::lake/other/b",
    );
  });

  test("a key that is not there is shown only to who may list the bucket; a condition on the prefix does not help", async () => {
    const listing = { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::lake" };
    const missing = { answer: NOT_FOUND };

    expect(await (await cloud(OBJECTS, LIST_RAW)).s3("GET", "/lake/raw/a", missing)).toContain(
      "s3:ListBucket on resource: arn:aws:s3:::lake ",
    );
    expect(await (await cloud(OBJECTS, listing)).s3("GET", "/lake/raw/a", missing)).toBe("");
  });
});

describe("a customer key", () => {
  const encrypted = (key: string) =>
    `<Rule><ApplyServerSideEncryptionByDefault><KMSMasterKeyID>${key}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule>`;
  const WRITE = { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::lake/*" };
  const RIGHTS = [
    WRITE,
    { Effect: "Allow", Action: ["sqs:SendMessage", "sqs:ReceiveMessage"], Resource: "*" },
    { Effect: "Allow", Action: ["kinesis:PutRecords", "kinesis:ListShards"], Resource: "*" },
    { Effect: "Allow", Action: "dynamodb:PutItem", Resource: "*" },
  ];
  async function encryptedCloud(...statements: readonly object[]) {
    const made = await cloud(...RIGHTS, ...statements);
    const { administer } = made;
    await administer("kms", "PutKeyPolicy", {
      KeyId: KEY,
      Policy: `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"kms:*","Resource":"*"}]}`,
    });
    await administer("s3", "", encrypted(KEY), ["PUT", "/lake?encryption"] as never);
    await administer("sqs", "CreateQueue", { QueueName: "dlq", Attributes: { KmsMasterKeyId: KEY } });
    await administer("kinesis", "StartStreamEncryption", { StreamName: "events", KeyId: KEY });
    await administer("dynamodb", "CreateTable", {
      TableName: "log",
      SSESpecification: { Enabled: true, KMSMasterKeyId: KEY },
    });
    return made;
  }

  test.each([
    ["kms:GenerateDataKey", (made: Awaited<ReturnType<typeof cloud>>) => made.s3("PUT", "/lake/a")],
    ["kms:Decrypt", (made: Awaited<ReturnType<typeof cloud>>) => made.s3("GET", "/lake/a")],
    [
      "kms:Decrypt",
      (made: Awaited<ReturnType<typeof cloud>>) => made.call("sqs", "SendMessage", { QueueUrl: "x/dlq" }),
    ],
    [
      "kms:Decrypt",
      (made: Awaited<ReturnType<typeof cloud>>) => made.call("sqs", "ReceiveMessage", { QueueUrl: "x/dlq" }),
    ],
    [
      "kms:GenerateDataKey",
      (made: Awaited<ReturnType<typeof cloud>>) => made.call("kinesis", "PutRecords", { StreamName: "events" }),
    ],
    [
      "kms:Decrypt",
      (made: Awaited<ReturnType<typeof cloud>>) => made.call("dynamodb", "PutItem", { TableName: "log" }),
    ],
  ])("%s is needed of who uses what it encrypts (%#)", async (action, use) => {
    const without = await encryptedCloud();
    const withKey = await encryptedCloud({
      Effect: "Allow",
      Action: ["kms:Decrypt", "kms:GenerateDataKey"],
      Resource: KEY,
    });

    expect(await use(without)).toContain(`is not authorized to perform: ${action} on resource: ${KEY}`);
    expect(await use(withKey)).toBe("{}");
  });

  test("neither the head of an object nor what the service's own key encrypts needs a right on a key", async () => {
    const made = await encryptedCloud();

    expect(await made.s3("HEAD", "/lake/a")).toBe("{}");
    await made.administer("kinesis", "StartStreamEncryption", { StreamName: "events", KeyId: "alias/aws/kinesis" });
    expect(await made.call("kinesis", "PutRecords", { StreamName: "events" })).toBe("{}");
  });
});

test("a bucket's policy that denies plain HTTP denies nothing here, and one that denies the role does", async () => {
  const { administer, s3 } = await cloud({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
  const denial = { Sid: "No", Effect: "Deny", Action: "s3:*", Resource: "*", Principal: "*" };
  const policy = (statement: object) =>
    administer("s3", "", { Statement: [statement] }, ["PUT", "/lake?policy"] as never);

  await policy({ ...denial, Condition: { Bool: { "aws:SecureTransport": "false" } } });
  expect(await s3("GET", "/lake/a")).toBe("{}");
  await policy(denial);
  expect(await s3("GET", "/lake/a")).toContain("with an explicit deny in a resource-based policy");
});

test("a call that is not known is refused, and so is a policy that cannot be decided", async () => {
  const { call, put, iam } = await cloud({ ...CLAIM, Action: "*", Resource: "*" });

  expect(await call("kinesis", "SplitShard", {})).toContain("kinesis:SplitShard: the local cloud does not know");
  expect(await put({ ...CLAIM, NotPrincipal: "*" })).toContain("does not decide by NotPrincipal");
  expect(await iam("AttachRolePolicy", {})).toContain("decides by inline policies only");
});

test("a policy that is taken away takes its rights with it", async () => {
  const { call, iam } = await cloud(CLAIM);

  await iam("DeleteRolePolicy", { PolicyName: "rights" });

  expect(await call("dynamodb", "PutItem", { TableName: "log" })).toContain("not authorized");
});

test("who calls with keys of no role may do everything", async () => {
  const { administer } = await cloud(CLAIM);

  expect(await administer("dynamodb", "PutItem", { TableName: "other" })).toBe("{}");
});
