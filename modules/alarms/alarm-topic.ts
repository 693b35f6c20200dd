import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { policyDocument } from "../iam";
import { checkInput, checkInputs, optional, type RulesFor } from "../input-rules/inputs";
import { alarmName, eventRuleName, topicName } from "../input-rules/names";
import { accountId } from "../input-rules/regions";
import { description, emailAddress, webAddress } from "../input-rules/texts";
import { type AlarmProps, type EventAlarmProps, eventAlarm, metricAlarm } from "./alarm-props";

export interface AlarmTopicProps {
  /**
   * Name of the topic and first part of every alarm's name: 1 to 256 letters, digits, `_` and `-`. The rule of an alarm about
   * events has 64 at most, with the alarm's own name.
   * @see https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html
   */
  readonly name: string;
  /** One address, `name@example.com`, that is asked by AWS to confirm, and then hears of every alarm. */
  readonly email: string;
  /** Account of the topic: 12 digits. */
  readonly accountId: string;
  /**
   * Address of a folder with a page for each alarm, `https://...`, 300 characters at most: the text of an alarm ends with
   * `<runbookBaseUrl>/<its name>.md`.
   * @default - no link
   */
  readonly runbookBaseUrl?: string;
}

const RULES: RulesFor<AlarmTopicProps> = {
  name: topicName,
  email: emailAddress,
  accountId,
  runbookBaseUrl: optional(webAddress),
};

/** A topic that tells one address of alarms, and the alarms that other constructs add to it. */
export class AlarmTopic extends Construct {
  readonly topic: SnsTopic;
  readonly subscription: SnsTopicSubscription;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that SNS would not take */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlarmTopicProps,
  ) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    // Not encrypted with the lake's key: an alarm carries names and numbers, never an event.
    this.topic = new SnsTopic(this, "topic", { name: props.name });
    new SnsTopicPolicy(this, "policy", {
      arn: this.topic.arn,
      policy: policyDocument([
        {
          sid: "AlarmsOfThisAccount",
          actions: ["SNS:Publish"],
          resources: [this.topic.arn],
          principals: { service: "cloudwatch.amazonaws.com" },
          conditions: { StringEquals: { "aws:SourceAccount": props.accountId } },
        },
        {
          // Without a condition: EventBridge sends no aws:SourceAccount to a topic, and tells nobody that it was refused.
          // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
          sid: "EventRules",
          actions: ["SNS:Publish"],
          resources: [this.topic.arn],
          principals: { service: "events.amazonaws.com" },
        },
        {
          sid: "DenyPlainHttp",
          effect: "Deny",
          actions: ["SNS:Publish"],
          resources: [this.topic.arn],
          principals: "*",
          conditions: { Bool: { "aws:SecureTransport": "false" } },
        },
      ]),
    });
    this.subscription = new SnsTopicSubscription(this, "email", {
      topicArn: this.topic.arn,
      protocol: "email",
      endpoint: props.email,
    });
  }

  /**
   * Adds an alarm under `scope`, next to what it watches.
   *
   * @throws Error naming construct, prop, value, rule and fix, when CloudWatch would not take it
   */
  addAlarm(scope: Construct, id: string, alarm: AlarmProps): CloudwatchMetricAlarm {
    checkInput(scope.node.path, id, alarm, metricAlarm);
    checkInput(scope.node.path, `${id}.name`, `${this.props.name}-${alarm.name}`, alarmName);
    return new CloudwatchMetricAlarm(scope, id, {
      alarmName: `${this.props.name}-${alarm.name}`,
      alarmDescription: this.withRunbook(scope, id, alarm, 1024),
      namespace: alarm.namespace,
      metricName: alarm.metric,
      dimensions: alarm.dimensions,
      statistic: alarm.statistic,
      comparisonOperator: "GreaterThanThreshold",
      threshold: alarm.threshold,
      period: alarm.periodSeconds ?? 300,
      evaluationPeriods: alarm.periods ?? 1,
      treatMissingData: "notBreaching",
      alarmActions: [this.topic.arn],
      okActions: [this.topic.arn],
    });
  }

  /**
   * Tells of every event that matches, under `scope`, next to what it is about.
   *
   * @throws Error naming construct, prop, value, rule and fix, when EventBridge would not take it
   */
  addEventAlarm(scope: Construct, id: string, alarm: EventAlarmProps): CloudwatchEventRule {
    checkInput(scope.node.path, id, alarm, eventAlarm);
    checkInput(scope.node.path, `${id}.name`, `${this.props.name}-${alarm.name}`, eventRuleName);
    const message = this.withRunbook(scope, id, alarm, 512);
    const rule = new CloudwatchEventRule(scope, id, {
      name: `${this.props.name}-${alarm.name}`,
      description: message,
      eventPattern: JSON.stringify(alarm.pattern),
    });
    const details = Object.keys(alarm.details).map((name) => `${name}: <${name}>`);
    new CloudwatchEventTarget(scope, `${id}_target`, {
      rule: rule.name,
      targetId: "alarm-topic",
      arn: this.topic.arn,
      inputTransformer: {
        inputPaths: { ...alarm.details },
        inputTemplate: JSON.stringify([message, ...details].join(" ")),
      },
    });
    return rule;
  }
  private withRunbook(scope: Construct, id: string, alarm: AlarmProps | EventAlarmProps, most: number): string {
    const { runbookBaseUrl } = this.props;
    if (runbookBaseUrl === undefined) return alarm.description;
    const text = `${alarm.description} Runbook: ${runbookBaseUrl.replace(/\/$/, "")}/${alarm.name}.md`;
    checkInput(scope.node.path, `${id}.description`, text, description("the description with its runbook", most));
    return text;
  }
}
