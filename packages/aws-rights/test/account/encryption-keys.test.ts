import { pathCall, targetCall } from "../aws-calls";
import { deployedAccount, KEY } from "./deployed-account";

const RIGHTS = [
  { Effect: "Allow", Action: ["s3:GetObject", "s3:PutObject"], Resource: "arn:aws:s3:::lake/*" },
  { Effect: "Allow", Action: ["sqs:SendMessage", "sqs:ReceiveMessage"], Resource: "*" },
  { Effect: "Allow", Action: ["kinesis:PutRecords", "kinesis:ListShards"], Resource: "*" },
  { Effect: "Allow", Action: "dynamodb:PutItem", Resource: "*" },
];

function encryptedAccount(...statements: readonly object[]) {
  const account = deployedAccount(...RIGHTS, ...statements);
  const { deploy } = account;
  deploy(
    targetCall("kms", "PutKeyPolicy", {
      KeyId: KEY,
      Policy: `{"Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"kms:*","Resource":"*"}]}`,
    }),
  );
  deploy(
    pathCall(
      "s3",
      "PUT",
      "/lake?encryption",
      `<Rule><ApplyServerSideEncryptionByDefault><KMSMasterKeyID>${KEY}</KMSMasterKeyID></ApplyServerSideEncryptionByDefault></Rule>`,
    ),
  );
  deploy(targetCall("sqs", "CreateQueue", { QueueName: "dlq", Attributes: { KmsMasterKeyId: KEY } }));
  deploy(targetCall("kinesis", "StartStreamEncryption", { StreamName: "events", KeyId: KEY }));
  deploy(
    targetCall("dynamodb", "CreateTable", {
      TableName: "log",
      SSESpecification: { Enabled: true, KMSMasterKeyId: KEY },
    }),
  );
  return account;
}

test.each([
  ["kms:GenerateDataKey", pathCall("s3", "PUT", "/lake/a")],
  ["kms:Decrypt", pathCall("s3", "GET", "/lake/a")],
  ["kms:Decrypt", targetCall("sqs", "SendMessage", { QueueUrl: "x/dlq" })],
  ["kms:Decrypt", targetCall("sqs", "ReceiveMessage", { QueueUrl: "x/dlq" })],
  ["kms:GenerateDataKey", targetCall("kinesis", "PutRecords", { StreamName: "events" })],
  ["kms:Decrypt", targetCall("dynamodb", "PutItem", { TableName: "log" })],
])("%s is needed of who uses what it encrypts (%#)", (action, use) => {
  const withKey = { Effect: "Allow", Action: ["kms:Decrypt", "kms:GenerateDataKey"], Resource: KEY };

  expect(encryptedAccount().outcome(use)).toContain(`is not authorized to perform: ${action} on resource: ${KEY}`);
  expect(encryptedAccount(withKey).outcome(use)).toBe("passes");
});

test("neither the head of an object nor what the service's own key encrypts needs a right on a key", () => {
  const { deploy, outcome } = encryptedAccount();

  expect(outcome(pathCall("s3", "HEAD", "/lake/a"))).toBe("passes");
  deploy(targetCall("kinesis", "StartStreamEncryption", { StreamName: "events", KeyId: "alias/aws/kinesis" }));
  expect(outcome(targetCall("kinesis", "PutRecords", { StreamName: "events" }))).toBe("passes");
});
