import type { ServiceRequest } from "../../src/gateway/service-message";
import { serviceRequest } from "../../src/gateway/service-message";
import { Enforcement } from "../../src/rights/enforcement";
import { RolePolicies } from "../../src/rights/role-policies";
import { fakeEmulator, signedFor } from "../gateway/service-call";

const ACCOUNT = { accountId: "111111111111", region: "eu-central-1" };
const ROLE = "arn:aws:iam::111111111111:role/deduplicator";
const TABLE = "arn:aws:dynamodb:eu-central-1:111111111111:table/log";
const CLAIM = { Sid: "Claim", Effect: "Allow", Action: ["dynamodb:PutItem"], Resource: TABLE };
const emulator = fakeEmulator(() => ({ status: 200, headers: {}, body: Buffer.from("<ok/>") }));

function iam(action: string, parameters: Readonly<Record<string, string>>): ServiceRequest {
  const body = new URLSearchParams({ Action: action, RoleName: "deduplicator", ...parameters });
  return serviceRequest("POST", "/", signedFor("iam"), Buffer.from(body.toString()));
}

const put = (...statements: readonly object[]) =>
  iam("PutRolePolicy", { PolicyName: "rights", PolicyDocument: JSON.stringify({ Statement: statements }) });

async function enforced(...statements: readonly object[]) {
  const policies = new RolePolicies();
  await policies.answer(put(...statements), emulator.forward);
  const enforcement = new Enforcement(ACCOUNT, policies);
  const { accessKeyId } = enforcement.assume(ROLE, "deduplicator");
  const call = (service: string, operation: string, body: object, [method, path] = ["POST", "/"]) => {
    const { authorization } = signedFor(service);
    const headers = {
      authorization: authorization.replace("test", accessKeyId),
      ...(operation === "" ? {} : { "x-amz-target": `${service}.${operation}` }),
    };
    return serviceRequest(method ?? "", path ?? "", headers, Buffer.from(JSON.stringify(body)));
  };
  return { policies, enforcement, call };
}

const text = (response: { readonly body: Buffer } | undefined) => response?.body.toString() ?? "passed";

test("a call that the role's policy allows passes, and the journal says which statement let it", async () => {
  const { enforcement, call } = await enforced(CLAIM);

  expect(enforcement.refusal(call("dynamodb", "PutItem", { TableName: "log" }))).toBeUndefined();
  expect(enforcement.refusal(call("dynamodb", "PutItem", { TableName: "log" }))).toBeUndefined();
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
  ["dynamodb", "PutItem", { TableName: "other" }, "dynamodb:PutItem on resource: arn:aws:dynamodb:eu-central-1:111111111111:table/other"],
  ["dynamodb", "BatchGetItem", { RequestItems: { log: {} } }, `dynamodb:BatchGetItem on resource: ${TABLE}`],
  ["firehose", "PutRecordBatch", { DeliveryStreamName: "raw" }, "firehose:PutRecordBatch on resource: arn:aws:firehose:eu-central-1:111111111111:deliverystream/raw"],
  ["sqs", "SendMessageBatch", { QueueUrl: "http://127.0.0.1:1/111111111111/dlq" }, "sqs:SendMessage on resource: arn:aws:sqs:eu-central-1:111111111111:dlq"],
])("%s %s that no policy allows is refused in AWS's words", async (service, operation, body, refused) => {
  const { enforcement, call } = await enforced(CLAIM);

  const response = enforcement.refusal(call(service, operation, body));

  expect(response?.status).toBe(400);
  expect(response?.headers["x-amzn-errortype"]).toBe("AccessDeniedException");
  expect(text(response)).toContain(`is not authorized to perform: ${refused} because no identity-based policy allows`);
  expect(enforcement.refusals).toHaveLength(1);
});

test.each([
  [["PUT", "/failures/oversized/a%20b?x-id=PutObject"], "passed"],
  [["PUT", "/failures/raw/a"], "s3:PutObject on resource: arn:aws:s3:::failures/raw/a"],
  [["GET", "/failures/oversized/a"], "s3:GetObject on resource: arn:aws:s3:::failures/oversized/a"],
  [["GET", "/failures?list-type=2"], "the local cloud does not know which rights this call needs"],
  [["PUT", "/failures/oversized/a?tagging="], "the local cloud does not know which rights this call needs"],
])("S3: %s", async (request, outcome) => {
  const { enforcement, call } = await enforced({ ...CLAIM, Action: "s3:PutObject", Resource: "arn:aws:s3:::failures/oversized/*" });

  const response = enforcement.refusal(call("s3", "", {}, request));

  expect(text(response)).toContain(outcome);
  if (outcome !== "passed") expect(response?.status).toBe(403);
});

test("a call that is not known is refused, and so is a policy that cannot be decided", async () => {
  const { policies, enforcement, call } = await enforced({ ...CLAIM, Action: "*", Resource: "*" });

  expect(text(enforcement.refusal(call("kinesis", "PutRecords", {})))).toContain("kinesis:PutRecords: the local cloud does not know");
  expect(text(await policies.answer(put({ ...CLAIM, NotPrincipal: "*" }), emulator.forward))).toContain("does not decide by NotPrincipal");
  expect(text(await policies.answer(iam("AttachRolePolicy", {}), emulator.forward))).toContain("decides by inline policies only");
});

test("a policy that is taken away takes its rights with it", async () => {
  const { policies, enforcement, call } = await enforced(CLAIM);

  await policies.answer(iam("DeleteRolePolicy", { PolicyName: "rights" }), emulator.forward);

  expect(text(enforcement.refusal(call("dynamodb", "PutItem", { TableName: "log" })))).toContain("not authorized");
});

test("who calls with keys of no role may do everything", async () => {
  const { enforcement } = await enforced(CLAIM);

  expect(enforcement.refusal(serviceRequest("GET", "/bucket/key", signedFor("s3"), Buffer.alloc(0)))).toBeUndefined();
});
