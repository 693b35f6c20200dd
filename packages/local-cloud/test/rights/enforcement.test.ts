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
  const getObject = (path: string, answer: ServiceResponse) =>
    send(serviceRequest("GET", path, { authorization: asRole(signedFor("s3")) }, Buffer.alloc(0)), answer);
  await put(...statements);
  return { enforcement, administer, iam, put, trust, call, getObject };
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

test("a call that no policy allows is refused in AWS's words, and listed once", async () => {
  const { enforcement, call } = await cloud(CLAIM);
  const query = () => call("dynamodb", "Query", { TableName: "log" });

  expect(await query()).toContain("AccessDeniedException");
  expect(await query()).toContain(
    `is not authorized to perform: dynamodb:Query on resource: ${TABLE} because no identity-based policy allows`,
  );
  expect(enforcement.refusals).toHaveLength(1);
});

test("an iterator of the local cloud knows its stream", async () => {
  const { call } = await cloud(CLAIM);
  const iterator = Buffer.from('["events","0","i"]').toString("base64url");

  expect(await call("kinesis", "GetRecords", { ShardIterator: iterator })).toContain(
    "kinesis:GetRecords on resource: arn:aws:kinesis:eu-central-1:111111111111:stream/events",
  );
});

test("a key that is not there is shown only to who may list the bucket; a condition on the prefix does not help", async () => {
  const objects = { Effect: "Allow", Action: "s3:*", Resource: "arn:aws:s3:::lake/raw/*" };
  const listing = { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::lake" };
  const ofPrefix = { ...listing, Condition: { StringLike: { "s3:prefix": "raw/*" } } };

  expect(await (await cloud(objects, ofPrefix)).getObject("/lake/raw/a", NOT_FOUND)).toContain(
    "s3:ListBucket on resource: arn:aws:s3:::lake ",
  );
  expect(await (await cloud(objects, listing)).getObject("/lake/raw/a", NOT_FOUND)).toBe("");
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

  test("does not get one that trusts another service", async () => {
    const { enforcement, trust } = await cloud();
    await trust({ ...OF_FIREHOSE, Principal: { Service: "glue.amazonaws.com" } });

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
});

test("a log group whose key CloudWatch Logs may not use is refused, and listed", async () => {
  const { enforcement, administer } = await cloud();
  const ofAccount = { Effect: "Allow", Principal: { AWS: "arn:aws:iam::111111111111:root" }, Action: "kms:*" };
  const Policy = JSON.stringify({ Statement: [{ ...ofAccount, Resource: "*" }] });
  await administer("kms", "PutKeyPolicy", { KeyId: KEY, Policy });

  const answer = await administer("logs", "CreateLogGroup", { logGroupName: "/aws/lambda/f", kmsKeyId: KEY });

  expect(answer).toContain("InvalidParameterException");
  expect(enforcement.refusals).toEqual([expect.stringContaining("The specified KMS key does not exist") as string]);
});

test("a call that is not known is refused, and so is a policy that cannot be decided", async () => {
  const { call, put, iam } = await cloud({ ...CLAIM, Action: "*", Resource: "*" });

  expect(await call("kinesis", "SplitShard", {})).toContain("kinesis:SplitShard: the local cloud does not know");
  expect(await put({ ...CLAIM, NotPrincipal: "*" })).toContain("not decided by NotPrincipal");
  expect(await iam("AttachRolePolicy", { PolicyArn: "arn:aws:iam::aws:policy/ReadOnlyAccess" })).toContain(
    "decided by policies that the account made",
  );
});

test("who calls with keys of no role may do everything", async () => {
  const { administer } = await cloud(CLAIM);

  expect(await administer("dynamodb", "PutItem", { TableName: "other" })).toBe("{}");
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
