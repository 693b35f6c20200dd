import { formCall, pathCall, targetCall } from "../aws-calls";
import { deployedAccount, KEY } from "./deployed-account";

test("a bucket's policy that denies plain HTTP denies nothing over TLS, and one that denies the role does", () => {
  const { deploy, outcome } = deployedAccount({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
  const denial = { Sid: "No", Effect: "Deny", Action: "s3:*", Resource: "*", Principal: "*" };
  const policy = (statement: object) => {
    deploy(pathCall("s3", "PUT", "/lake?policy", { Statement: [statement] }));
  };

  policy({ ...denial, Condition: { Bool: { "aws:SecureTransport": "false" } } });
  expect(outcome(pathCall("s3", "GET", "/lake/a"))).toBe("passes");
  policy(denial);
  expect(outcome(pathCall("s3", "GET", "/lake/a"))).toContain("with an explicit deny in a resource-based policy");
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

  function create(statement: object, logGroupName = "/aws/lambda/deduplicator") {
    const { rights, deploy } = deployedAccount();
    deploy(targetCall("kms", "PutKeyPolicy", { KeyId: KEY, Policy: JSON.stringify({ Statement: [statement] }) }));
    return rights.unusableKey(targetCall("logs", "CreateLogGroup", { logGroupName, kmsKeyId: KEY }));
  }

  test("is made when the key's policy lets CloudWatch Logs use it for that group", () => {
    expect(create(OF_LOGS)).toBeUndefined();
  });

  test.each([
    ["of another group", OF_LOGS, "/aws/lambda/other"],
    ["for another region", { ...OF_LOGS, Principal: { Service: "logs.us-east-1.amazonaws.com" } }, undefined],
    ["for the account alone", { ...OF_LOGS, Principal: { AWS: "arn:aws:iam::111111111111:root" } }, undefined],
    ["without ReEncrypt*", { ...OF_LOGS, Action: OF_LOGS.Action.slice(0, 4) }, undefined],
  ])("is refused when the key's policy is %s", (_title, statement, name) => {
    expect(create(statement, name)).toEqual({
      code: "InvalidParameterException",
      message: expect.stringContaining(
        "does not exist or is not allowed to be used with Arn 'arn:aws:logs:eu-central-1:111111111111:log-group:",
      ) as string,
    });
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

  function linked(...statements: readonly object[]) {
    const { rights, deploy } = deployedAccount();
    const targets = [
      { Id: "topic", Arn: TOPIC },
      { Id: "f", Arn: "arn:aws:lambda:x" },
    ];
    deploy(targetCall("events", "PutTargets", { Rule: "curation-fails", Targets: targets }));
    deploy(
      formCall("monitoring", {
        Action: "PutMetricAlarm",
        AlarmName: "late",
        "AlarmActions.member.1": TOPIC,
        "OKActions.member.1": TOPIC,
      }),
    );
    const policy = {
      Action: "SetTopicAttributes",
      TopicArn: TOPIC,
      AttributeName: "Policy",
      AttributeValue: JSON.stringify({ Statement: statements }),
    };
    if (statements.length > 0) deploy(formCall("sns", policy));
    return { rights, deploy };
  }

  test("EventBridge sends no aws:SourceAccount: a statement with that condition lets it publish nothing", () => {
    const { rights } = linked(publish("cloudwatch"), publish("events", { Condition: OF_THIS_ACCOUNT }));

    expect(rights.silentRefusals).toEqual([
      `Service: events.amazonaws.com (rule curation-fails) is not authorized to perform: SNS:Publish on resource: ${TOPIC} because no resource-based policy allows the SNS:Publish action. AWS tells nobody: what it sends is lost.`,
    ]);
  });

  test("with a statement without a condition it may, and an alarm of CloudWatch may with it", () => {
    const { rights } = linked(publish("events"), publish("cloudwatch", { Condition: OF_THIS_ACCOUNT }));

    expect(rights.silentRefusals).toEqual([]);
  });

  test("a topic's own first policy lets alarms publish, and no rule", () => {
    expect(linked().rights.silentRefusals).toEqual([expect.stringContaining("rule curation-fails") as string]);
  });

  test("what is no longer told to publish is refused nothing", () => {
    const { rights, deploy } = linked(publish("sqs"));
    expect(rights.silentRefusals).toHaveLength(2);

    deploy(targetCall("events", "RemoveTargets", { Rule: "curation-fails", Ids: ["topic"] }));
    deploy(formCall("monitoring", { Action: "DeleteAlarms", "AlarmNames.member.1": "late" }));

    expect(rights.silentRefusals).toEqual([]);
  });
});
