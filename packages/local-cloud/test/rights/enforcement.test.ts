import { serviceRequest, type ServiceRequest, type ServiceResponse } from "../../src/gateway/service-message";
import { Enforcement } from "../../src/rights/enforcement";
import { signedFor } from "../gateway/service-call";

const PLACE = { accountId: "111111111111", region: "eu-central-1" };
const ROLE = "arn:aws:iam::111111111111:role/deduplicator";
const TABLE = "arn:aws:dynamodb:eu-central-1:111111111111:table/log";
const KEY = "arn:aws:kms:eu-central-1:111111111111:key/k";
const AS_FUNCTION = { roleArn: ROLE, service: "lambda.amazonaws.com", sessionName: "deduplicator" };
const CLAIM = { Sid: "Claim", Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: TABLE };

const OK: ServiceResponse = { status: 200, headers: {}, body: Buffer.from("{}") };
const NOT_FOUND: ServiceResponse = { status: 404, headers: {}, body: Buffer.alloc(0) };

/** A cloud with a role, and what its administrator and the role call. */
async function cloud(...statements: readonly object[]) {
  const enforcement = new Enforcement(PLACE);
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
    [method, path]: readonly [method: string, path: string] = ["POST", "/"],
  ) => {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    return send(serviceRequest(method, path, signed(service, operation), Buffer.from(text)));
  };
  const iam = (action: string, parameters: Readonly<Record<string, string>>) =>
    administer("iam", "", new URLSearchParams({ Action: action, RoleName: "deduplicator", ...parameters }).toString());
  const put = (...all: readonly object[]) =>
    iam("PutRolePolicy", { PolicyName: "rights", PolicyDocument: JSON.stringify({ Statement: all }) });
  const trust = (statement: object) =>
    iam("CreateRole", { AssumeRolePolicyDocument: JSON.stringify({ Statement: [statement] }) });
  await trust({ Effect: "Allow", Principal: { Service: "lambda.amazonaws.com" }, Action: "sts:AssumeRole" });
  const { accessKeyId } = enforcement.assume(AS_FUNCTION);
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
  return { enforcement, administer, iam, put, trust, call, s3 };
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
    ["PUT", "/lake/raw/a?retention=", "the local cloud does not know which rights this call needs"],
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

  test("a version is deleted, and an object put with tags, by a right of its own", async () => {
    const { s3 } = await cloud({ Effect: "Allow", Action: ["s3:DeleteObject", "s3:PutObject"], Resource: "*" });
    const version = "<Delete><Object><Key>raw/a</Key><VersionId>1</VersionId></Object></Delete>";

    expect(await s3("POST", "/lake?delete", { body: version })).toContain(
      "s3:DeleteObjectVersion on resource: arn:aws:s3:::lake/raw/a",
    );
    expect(await s3("PUT", "/lake/raw/a", { headers: { "x-amz-tagging": "project=lake" } })).toContain(
      "s3:PutObjectTagging on resource: arn:aws:s3:::lake/raw/a",
    );
    expect(await s3("PUT", "/lake/raw/a")).toBe("{}");
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

test("a role may do what all of its policies allow, and to ask leaves no trace", async () => {
  const { enforcement } = await cloud(CLAIM);

  expect(enforcement.may(ROLE, ["dynamodb:PutItem"], TABLE)).toBe(true);
  expect(enforcement.may(ROLE, ["dynamodb:PutItem", "dynamodb:Query"], TABLE)).toBe(false);
  expect(enforcement.may(`${ROLE}2`, ["dynamodb:PutItem"], TABLE)).toBe(false);
  expect(enforcement.journal).toEqual([]);
  expect(enforcement.refusals).toEqual([]);
});

describe("a service that takes a role", () => {
  const FIREHOSE = { ...AS_FUNCTION, service: "firehose.amazonaws.com" };
  const OF_FIREHOSE = { Effect: "Allow", Principal: { Service: "firehose.amazonaws.com" }, Action: "sts:AssumeRole" };

  test.each([
    ["trusts another service", { ...OF_FIREHOSE, Principal: { Service: "glue.amazonaws.com" } }],
    [
      "asks Firehose for aws:SourceAccount, which it does not send",
      { ...OF_FIREHOSE, Condition: { StringEquals: { "aws:SourceAccount": "111111111111" } } },
    ],
    [
      "asks for another account's id",
      { ...OF_FIREHOSE, Condition: { StringEquals: { "sts:ExternalId": "222222222222" } } },
    ],
  ])("does not get one that %s", async (_title, statement) => {
    const { enforcement, trust } = await cloud();
    await trust(statement);

    const refusal = `Service: firehose.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${ROLE} because no resource-based policy allows the sts:AssumeRole action`;
    expect(() => enforcement.assume(FIREHOSE)).toThrow(refusal);
    expect(enforcement.refusals).toEqual([refusal]);
  });

  test("gets one whose trust policy asks for what it sends", async () => {
    const { enforcement, iam } = await cloud();
    const statement = { ...OF_FIREHOSE, Condition: { StringEquals: { "sts:ExternalId": "111111111111" } } };
    await iam("UpdateAssumeRolePolicy", { PolicyDocument: JSON.stringify({ Statement: [statement] }) });

    expect(enforcement.assume(FIREHOSE)).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA/) as string });
  });

  test("says for whom it acts, and gets the role for those that it trusts with it", async () => {
    const { enforcement, trust } = await cloud();
    const user = "arn:aws:redshift:eu-central-1:111111111111:dbuser:warehouse/analyst";
    const redshift = { ...AS_FUNCTION, service: "redshift.amazonaws.com", externalId: user };
    const condition = { StringEquals: { "sts:ExternalId": [user] } };
    await trust({ ...OF_FIREHOSE, Principal: { Service: "redshift.amazonaws.com" }, Condition: condition });

    expect(enforcement.assume(redshift)).toMatchObject({ accessKeyId: expect.stringMatching(/^ASIA/) as string });
    expect(() => enforcement.assume({ ...redshift, externalId: `${user}2` })).toThrow("sts:AssumeRole");
    expect(() => enforcement.assume({ ...redshift, externalId: undefined })).toThrow("sts:AssumeRole");
  });

  test("gets none that does not exist", async () => {
    const { enforcement } = await cloud();

    expect(() => enforcement.assume({ ...AS_FUNCTION, roleArn: `${ROLE}2` })).toThrow("sts:AssumeRole");
  });

  test("a trust policy may name a federated provider, and a denial of it is read", async () => {
    const { trust } = await cloud();
    const github = { Federated: "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com" };

    expect(await trust({ ...OF_FIREHOSE, Principal: github, Action: "sts:AssumeRoleWithWebIdentity" })).toBe("{}");
    expect(await trust({ ...OF_FIREHOSE, NotAction: "sts:TagSession" })).toContain("does not decide by NotAction");
  });
});

describe("a log group with a customer key", () => {
  const GROUP = "arn:aws:logs:eu-central-1:111111111111:log-group:/aws/lambda/deduplicator";
  const OF_LOGS = {
    Effect: "Allow",
    Principal: { Service: "logs.eu-central-1.amazonaws.com" },
    Action: ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    Resource: "*",
    Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": GROUP } },
  };

  async function create(statement: object, logGroupName = "/aws/lambda/deduplicator") {
    const { enforcement, administer } = await cloud();
    await administer("kms", "PutKeyPolicy", { KeyId: KEY, Policy: JSON.stringify({ Statement: [statement] }) });
    const answer = await administer("logs", "CreateLogGroup", { logGroupName, kmsKeyId: KEY });
    return { answer, refusals: enforcement.refusals };
  }

  test("is made when the key's policy lets CloudWatch Logs use it for that group", async () => {
    expect(await create(OF_LOGS)).toEqual({ answer: "{}", refusals: [] });
  });

  test.each([
    ["of another group", OF_LOGS, "/aws/lambda/other"],
    ["for another region", { ...OF_LOGS, Principal: { Service: "logs.us-east-1.amazonaws.com" } }, undefined],
    ["for the account alone", { ...OF_LOGS, Principal: { AWS: "arn:aws:iam::111111111111:root" } }, undefined],
    ["without ReEncrypt*", { ...OF_LOGS, Action: OF_LOGS.Action.slice(0, 4) }, undefined],
  ])("is refused when the key's policy is %s", async (_title, statement, name) => {
    const { answer, refusals } = await create(statement, name);

    expect(answer).toContain("InvalidParameterException");
    expect(answer).toContain(
      "does not exist or is not allowed to be used with Arn 'arn:aws:logs:eu-central-1:111111111111:log-group:",
    );
    expect(refusals).toHaveLength(1);
  });
});

describe("a service that publishes to a topic", () => {
  const TOPIC = "arn:aws:sns:eu-central-1:111111111111:alarms";
  const OF_THIS_ACCOUNT = { StringEquals: { "aws:SourceAccount": "111111111111" } };
  const publish = (service: string, rest: object = {}) => ({
    Effect: "Allow",
    Principal: { Service: `${service}.amazonaws.com` },
    Action: "SNS:Publish",
    Resource: TOPIC,
    ...rest,
  });

  async function linked(...statements: readonly object[]) {
    const { enforcement, administer } = await cloud();
    await administer("events", "PutTargets", {
      Rule: "curation-fails",
      Targets: [
        { Id: "topic", Arn: TOPIC },
        { Id: "f", Arn: "arn:aws:lambda:x" },
      ],
    });
    const alarm = {
      Action: "PutMetricAlarm",
      AlarmName: "late",
      "AlarmActions.member.1": TOPIC,
      "OKActions.member.1": TOPIC,
    };
    await administer("monitoring", "", new URLSearchParams(alarm).toString());
    const policy = {
      Action: "SetTopicAttributes",
      TopicArn: TOPIC,
      AttributeName: "Policy",
      AttributeValue: JSON.stringify({ Statement: statements }),
    };
    if (statements.length > 0) await administer("sns", "", new URLSearchParams(policy).toString());
    return { enforcement, administer };
  }

  test("EventBridge sends no aws:SourceAccount: a statement with that condition lets it publish nothing", async () => {
    const { enforcement } = await linked(publish("cloudwatch"), publish("events", { Condition: OF_THIS_ACCOUNT }));

    expect(enforcement.silentRefusals).toEqual([
      `Service: events.amazonaws.com (rule curation-fails) is not authorized to perform: SNS:Publish on resource: ${TOPIC} because no resource-based policy allows the SNS:Publish action. AWS tells nobody: what it sends is lost.`,
    ]);
  });

  test("with a statement without a condition it may, and an alarm of CloudWatch may with it", async () => {
    const { enforcement } = await linked(publish("events"), publish("cloudwatch", { Condition: OF_THIS_ACCOUNT }));

    expect(enforcement.silentRefusals).toEqual([]);
  });

  test("a topic's own first policy lets alarms publish, and no rule", async () => {
    const { enforcement } = await linked();

    expect(enforcement.silentRefusals).toEqual([expect.stringContaining("rule curation-fails") as string]);
  });

  test("what is no longer told to publish is refused nothing", async () => {
    const { enforcement, administer } = await linked(publish("sqs"));
    expect(enforcement.silentRefusals).toHaveLength(2);

    await administer("events", "RemoveTargets", { Rule: "curation-fails", Ids: ["topic"] });
    await administer(
      "monitoring",
      "",
      new URLSearchParams({ Action: "DeleteAlarms", "AlarmNames.member.1": "late" }).toString(),
    );

    expect(enforcement.silentRefusals).toEqual([]);
  });
});

test("a call that is not known is refused, and so is a policy that cannot be decided", async () => {
  const { call, put, iam } = await cloud({ ...CLAIM, Action: "*", Resource: "*" });

  expect(await call("kinesis", "SplitShard", {})).toContain("kinesis:SplitShard: the local cloud does not know");
  expect(await put({ ...CLAIM, NotPrincipal: "*" })).toContain("does not decide by NotPrincipal");
  expect(await iam("AttachRolePolicy", { PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" })).toContain(
    "decides by policies that the account made",
  );
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

test("a managed policy gives its rights while it is attached", async () => {
  const { call, iam } = await cloud();
  const PolicyArn = "arn:aws:iam::111111111111:policy/claims";
  await iam("CreatePolicy", { PolicyName: "claims", PolicyDocument: JSON.stringify({ Statement: [CLAIM] }) });
  const claim = () => call("dynamodb", "PutItem", { TableName: "log" });

  const before = await claim();
  await iam("AttachRolePolicy", { PolicyArn });
  const attached = await claim();
  await iam("DetachRolePolicy", { PolicyArn });

  expect([before, attached, await claim()]).toEqual([
    expect.stringContaining("no identity-based policy allows"),
    "{}",
    expect.stringContaining("no identity-based policy allows"),
  ]);
});

describe("a role that a service is given", () => {
  const OWN = "arn:aws:iam::111111111111:role/deduplicator";

  test("is taken at once where its trust policy lets the service", async () => {
    const { administer } = await cloud(CLAIM);
    const create = JSON.stringify({ FunctionName: "f", Role: OWN });

    expect(await administer("lambda", "", create, ["POST", "/2015-03-31/functions"])).toBe("{}");
  });

  test.each([
    [
      "firehose",
      "CreateDeliveryStream",
      { DeliveryStreamName: "raw", ExtendedS3DestinationConfiguration: { RoleARN: OWN } },
      `Firehose is unable to assume role ${OWN}. Please check the role provided.`,
    ],
    ["glue", "CreateCrawler", { Name: "raw", Role: OWN }, "Service is unable to assume provided role"],
  ])("is refused by %s in its own words where it does not", async (service, operation, body, message) => {
    const { administer, enforcement } = await cloud(CLAIM);

    const answer = await administer(service, operation, body);

    expect(answer).toContain(message);
    expect(answer).toContain(`Service: ${service}.amazonaws.com is not authorized to perform: sts:AssumeRole`);
    // Terraform tries again while a policy may be on its way: not a refusal of a call.
    expect(enforcement.refusals).toEqual([]);
  });
});

describe("a permissions boundary", () => {
  const BOUNDARY = "arn:aws:iam::111111111111:policy/boundary";
  const bounded = async (...statements: readonly object[]) => {
    const role = await cloud(CLAIM);
    await role.iam("CreatePolicy", {
      PolicyName: "boundary",
      PolicyDocument: JSON.stringify({ Statement: statements }),
    });
    await role.iam("PutRolePermissionsBoundary", { PermissionsBoundary: BOUNDARY });
    return role;
  };
  const putItem = { TableName: "log" };

  test("takes from a role what it does not allow, whatever the role's policy says", async () => {
    const { call, enforcement } = await bounded({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });

    await call("dynamodb", "PutItem", putItem);

    expect(enforcement.refusals).toEqual([
      `User: arn:aws:sts::111111111111:assumed-role/deduplicator/deduplicator is not authorized to perform: dynamodb:PutItem on resource: ${TABLE} because no permissions boundary allows the dynamodb:PutItem action`,
    ]);
  });

  test("that denies says so, and one that allows gives nothing by itself", async () => {
    const denying = await bounded({ Effect: "Allow", Action: ["*"], Resource: "*" }, { ...CLAIM, Effect: "Deny" });
    const allowing = await bounded({ Effect: "Allow", Action: ["*"], Resource: "*" });

    expect(await denying.call("dynamodb", "PutItem", putItem)).toContain("explicit deny in a permissions boundary");
    expect(await allowing.call("dynamodb", "PutItem", putItem)).toBe("{}");
    expect(await allowing.call("dynamodb", "Query", putItem)).toContain("no identity-based policy allows");
  });

  test("that is replaced by a version of its policy, or taken away, counts no more", async () => {
    const { call, iam } = await bounded();
    expect(await call("dynamodb", "PutItem", putItem)).toContain("no permissions boundary allows");

    await iam("CreatePolicyVersion", { PolicyArn: BOUNDARY, PolicyDocument: JSON.stringify({ Statement: [CLAIM] }) });
    expect(await call("dynamodb", "PutItem", putItem)).toBe("{}");

    await iam("DeletePolicy", { PolicyArn: BOUNDARY });
    expect(await call("dynamodb", "PutItem", putItem)).toContain("no permissions boundary allows");

    await iam("DeleteRolePermissionsBoundary", {});
    expect(await call("dynamodb", "PutItem", putItem)).toBe("{}");
  });
});

describe("a token of an OIDC provider", () => {
  const DEPLOY = "arn:aws:iam::111111111111:role/deduplicator";
  const ISSUER = "token.example.com";
  const trusting = async () => {
    const role = await cloud(CLAIM);
    await role.iam("CreateOpenIDConnectProvider", { Url: `https://${ISSUER}` });
    await role.trust({
      Effect: "Allow",
      Principal: { Federated: `arn:aws:iam::111111111111:oidc-provider/${ISSUER}` },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { [`${ISSUER}:sub`]: "repo:owner/lake:environment:dev" } },
    });
    await role.put(CLAIM);
    return role.enforcement;
  };
  const assume = async (enforcement: Enforcement, token: string) => {
    const call = { Action: "AssumeRoleWithWebIdentity", RoleArn: DEPLOY, RoleSessionName: "run" };
    const body = new URLSearchParams({ ...call, WebIdentityToken: token }).toString();
    return enforcement.answer(serviceRequest("POST", "/", {}, Buffer.from(body)), () => Promise.resolve(OK));
  };
  const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.`;

  test("that the trust policy lets in gives keys with which the role calls", async () => {
    const enforcement = await trusting();

    const answer = await assume(
      enforcement,
      token({ iss: `https://${ISSUER}`, sub: "repo:owner/lake:environment:dev" }),
    );

    expect(answer.status).toBe(200);
    const key = /<AccessKeyId>(.+)<\/AccessKeyId>/.exec(answer.body.toString())?.[1] ?? "";
    const headers = {
      authorization: signedFor("dynamodb").authorization.replace("test", key),
      "x-amz-target": "dynamodb.PutItem",
    };
    await enforcement.answer(serviceRequest("POST", "/", headers, Buffer.from('{"TableName":"log"}')), () =>
      Promise.resolve(OK),
    );
    expect(enforcement.journal).toMatchObject([
      {
        principal: "arn:aws:sts::111111111111:assumed-role/deduplicator/run",
        action: "dynamodb:PutItem",
        allowed: true,
      },
    ]);
  });

  test("of another branch is refused, and listed", async () => {
    const enforcement = await trusting();

    const answer = await assume(enforcement, token({ iss: `https://${ISSUER}`, sub: "repo:owner/lake:pull_request" }));

    expect(answer.status).toBe(403);
    expect(enforcement.refusals).toEqual([
      `Token of repo:owner/lake:pull_request is not authorized to perform: sts:AssumeRoleWithWebIdentity on resource: ${DEPLOY} because no resource-based policy allows the sts:AssumeRoleWithWebIdentity action (trust policy)`,
    ]);
  });

  test.each([
    ["of an issuer that the account has no provider for", token({ iss: "https://other" }), "No OpenIDConnect provider"],
    ["that is no JWT", "secret", "The token is no JWT"],
  ])("%s is invalid", async (_title, text, message) => {
    const answer = await assume(await trusting(), text);

    expect(answer.status).toBe(400);
    expect(answer.body.toString()).toContain(message);
  });
});

describe("beside IAM, Lake Formation", () => {
  const READ = { Sid: "Read", Effect: "Allow", Action: ["glue:GetTable", "glue:GetTables"], Resource: "*" };
  const table = { DatabaseName: "lake", Name: "orders" };

  async function lakeOfAPerson(...statements: readonly object[]) {
    const lake = await cloud(...statements);
    const lakeFormation = (operation: string, body: object) =>
      lake.administer("lakeformation", "", body, ["POST", `/${operation}`]);
    await lakeFormation("PutDataLakeSettings", { DataLakeSettings: {} });
    await lake.administer("glue", "CreateDatabase", { DatabaseInput: { Name: "lake" } });
    await lake.administer("glue", "CreateTable", { DatabaseName: "lake", TableInput: { Name: "orders" } });
    const grant = () =>
      lakeFormation("GrantPermissions", {
        Principal: { DataLakePrincipalIdentifier: ROLE },
        Resource: { Table: table },
        Permissions: ["DESCRIBE"],
      });
    return { ...lake, grant };
  }

  test("refuses a role's call without a grant, loudly, and lets it pass with one", async () => {
    const { enforcement, call, grant } = await lakeOfAPerson(READ);

    expect(await call("glue", "GetTable", table)).toContain(
      "Insufficient Lake Formation permission(s): Required Describe on orders",
    );
    expect(enforcement.refusals).toEqual([expect.stringMatching(/assumed-role\/deduplicator.*Describe on orders$/)]);
    expect(enforcement.mayDescribe(ROLE, { database: "lake", table: "orders" })).toBe(false);

    await grant();

    expect(await call("glue", "GetTable", table)).toBe("{}");
    expect(enforcement.mayDescribe(ROLE, { database: "lake", table: "orders" })).toBe(true);
  });

  test("does not stand in for a policy", async () => {
    const { call, grant } = await lakeOfAPerson();
    await grant();

    expect(await call("glue", "GetTable", table)).toContain("not authorized to perform: glue:GetTable");
  });
});

describe("a role that somebody takes", () => {
  const READER = "arn:aws:iam::111111111111:role/reader";
  const ACCOUNT = { AWS: "arn:aws:iam::111111111111:root" };
  const ASSUME = { Sid: "Take", Effect: "Allow", Action: "sts:AssumeRole", Resource: READER };

  /** The role `reader` with this trust policy, and `deduplicator`, which may want to take it. */
  async function withReader(trust: object, ...statements: readonly object[]) {
    const { enforcement, iam, administer } = await cloud(...statements);
    const document = { Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", ...trust }] };
    await iam("CreateRole", { RoleName: "reader", AssumeRolePolicyDocument: JSON.stringify(document) });
    const body = (more: object) =>
      new URLSearchParams({ Action: "AssumeRole", RoleArn: READER, RoleSessionName: "s", ...more }).toString();
    const byPerson = (more: object = {}) => administer("sts", "", body(more));
    const byRole = async () => {
      const { accessKeyId } = enforcement.assume(AS_FUNCTION);
      const headers = { authorization: signedFor("sts").authorization.replace("test", accessKeyId) };
      const answer = await enforcement.answer(serviceRequest("POST", "/", headers, Buffer.from(body({}))), () =>
        Promise.resolve(OK),
      );
      return answer.body.toString();
    };
    return { byPerson, byRole };
  }

  test("is taken by a person of the account that its trust policy names, and then calls as itself", async () => {
    const { byPerson } = await withReader({ Principal: ACCOUNT });

    expect(await byPerson()).toMatch(/<AssumeRoleResponse.*<AccessKeyId>ASIA\w+<.*assumed-role\/reader\/s</);
  });

  test("is not taken where its trust policy is for a service, however much the taker may do", async () => {
    const { byPerson, byRole } = await withReader({ Principal: { Service: "glue.amazonaws.com" } }, ASSUME);
    const refusal = `not authorized to perform: sts:AssumeRole on resource: ${READER} because no resource-based policy allows`;

    expect(await byPerson()).toContain(`User: arn:aws:iam::111111111111:root is ${refusal}`);
    expect(await byRole()).toContain(refusal);
  });

  test("is taken by another role that the trust policy names, or that the account's trust and a policy let", async () => {
    const named = await withReader({ Principal: { AWS: ROLE } });
    const allowed = await withReader({ Principal: ACCOUNT }, ASSUME);
    const neither = await withReader({ Principal: ACCOUNT });

    expect(await named.byRole()).toContain("<AccessKeyId>");
    expect(await allowed.byRole()).toContain("<AccessKeyId>");
    expect(await neither.byRole()).toContain("because no identity-based policy allows the sts:AssumeRole action");
  });

  test("is taken only with the external id that its trust policy asks for", async () => {
    const condition = { StringEquals: { "sts:ExternalId": "secret" } };
    const { byPerson } = await withReader({ Principal: ACCOUNT, Condition: condition });

    expect(await byPerson()).toContain("AccessDenied");
    expect(await byPerson({ ExternalId: "secret" })).toContain("<AccessKeyId>");
  });
});
