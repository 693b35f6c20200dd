import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { policyDocument } from "../iam";

export interface AlarmTopicProps {
  /** Name of the topic and first part of every alarm's name. */
  readonly name: string;
  /** Address that is asked by AWS to confirm, and then hears of every alarm. */
  readonly email: string;
  readonly accountId: string;
}

export interface AlarmProps {
  /** Last part of the alarm's name. */
  readonly name: string;
  /** What is wrong and what to do, in words for 3 a.m. */
  readonly description: string;
  /** For example `AWS/Kinesis`. */
  readonly namespace: string;
  readonly metric: string;
  /** An alarm without a dimension never fires: AWS publishes these metrics per resource only. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum";
  /** The alarm goes off above it. */
  readonly threshold: number;
  /**
   * Seconds of one period.
   * @default 300
   */
  readonly periodSeconds?: number;
  /**
   * Periods in a row above the threshold.
   * @default 1
   */
  readonly periods?: number;
}

/** An alarm about something that happened, for what AWS publishes no metric of. */
export interface EventAlarmProps {
  /** Last part of the rule's name. */
  readonly name: string;
  /** What is wrong and what to do, in words for 3 a.m. It is the message. */
  readonly description: string;
  /** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
  readonly pattern: Readonly<Record<string, unknown>>;
  /** Parts of the event that the message ends with: JSON paths by what they are. */
  readonly details: Readonly<Record<string, string>>;
}

/** A topic that tells one address of alarms, and the alarms that other constructs add to it. */
export class AlarmTopic extends Construct {
  readonly topic: SnsTopic;
  readonly subscription: SnsTopicSubscription;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AlarmTopicProps,
  ) {
    super(scope, id);
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

  /** Adds an alarm under `scope`, next to what it watches. */
  addAlarm(scope: Construct, id: string, alarm: AlarmProps): CloudwatchMetricAlarm {
    return new CloudwatchMetricAlarm(scope, id, {
      alarmName: `${this.props.name}-${alarm.name}`,
      alarmDescription: alarm.description,
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

  /** Tells of every event that matches, under `scope`, next to what it is about. */
  addEventAlarm(scope: Construct, id: string, alarm: EventAlarmProps): CloudwatchEventRule {
    const rule = new CloudwatchEventRule(scope, id, {
      name: `${this.props.name}-${alarm.name}`,
      description: alarm.description,
      eventPattern: JSON.stringify(alarm.pattern),
    });
    const details = Object.keys(alarm.details).map((name) => `${name}: <${name}>`);
    new CloudwatchEventTarget(scope, `${id}_target`, {
      rule: rule.name,
      targetId: "alarm-topic",
      arn: this.topic.arn,
      inputTransformer: {
        inputPaths: { ...alarm.details },
        inputTemplate: JSON.stringify([alarm.description, ...details].join(" ")),
      },
    });
    return rule;
  }
}
