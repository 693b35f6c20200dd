import type { PolicyStatement } from "../iam";

/** What the policy of a topic must say for alarms of the account, and EventBridge, to reach it. */
export function topicStatements(topicArn: string, accountId: string): readonly PolicyStatement[] {
  return [
    {
      sid: "AlarmsOfThisAccount",
      actions: ["SNS:Publish"],
      resources: [topicArn],
      principals: { service: "cloudwatch.amazonaws.com" },
      conditions: { StringEquals: { "aws:SourceAccount": accountId } },
    },
    {
      // Without a condition: EventBridge sends no aws:SourceAccount to a topic, and tells nobody that it was refused.
      // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
      sid: "EventRules",
      actions: ["SNS:Publish"],
      resources: [topicArn],
      principals: { service: "events.amazonaws.com" },
    },
    {
      sid: "DenyPlainHttp",
      effect: "Deny",
      actions: ["SNS:Publish"],
      resources: [topicArn],
      principals: "*",
      conditions: { Bool: { "aws:SecureTransport": "false" } },
    },
  ];
}
