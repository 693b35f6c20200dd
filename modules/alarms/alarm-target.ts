import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { CloudwatchMetricAlarm } from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { checkInput } from "../input-rules/inputs";
import { alarmName, eventRuleName } from "../input-rules/names";
import { description } from "../input-rules/texts";
import { type AlarmProps, type EventAlarmProps, eventAlarm, metricAlarm } from "./alarm-props";

/** Where alarms go: to a topic that is made here, or to one that you have (`AlarmTopic.fromTopicArn`). */
export interface IAlarmTarget {
  /** Adds an alarm under `scope`, next to what it watches. */
  addAlarm(scope: Construct, id: string, alarm: AlarmProps): CloudwatchMetricAlarm;
  /** Tells of every event that matches, under `scope`, next to what it is about. */
  addEventAlarm(scope: Construct, id: string, alarm: EventAlarmProps): CloudwatchEventRule;
}

/** A topic, and the alarms that constructs add to it. */
export abstract class AlarmTarget extends Construct implements IAlarmTarget {
  /** ARN of the topic. */
  abstract readonly arn: string;
  /** Alarms on metrics, in the order in which they were added. */
  readonly alarms: CloudwatchMetricAlarm[] = [];
  /** First part of every alarm's name. */
  protected abstract readonly alarmPrefix: string;
  /** Address of a folder with a page for each alarm; undefined where alarms have no link. */
  protected abstract readonly runbookBaseUrl: string | undefined;

  /**
   * Adds an alarm under `scope`, next to what it watches.
   *
   * @throws Error naming construct, prop, value, rule and fix, when CloudWatch would not take it
   */
  addAlarm(scope: Construct, id: string, alarm: AlarmProps): CloudwatchMetricAlarm {
    checkInput(scope.node.path, id, alarm, metricAlarm);
    checkInput(scope.node.path, `${id}.name`, `${this.alarmPrefix}-${alarm.name}`, alarmName);
    const added = new CloudwatchMetricAlarm(scope, id, {
      alarmName: `${this.alarmPrefix}-${alarm.name}`,
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
      alarmActions: [this.arn],
      okActions: [this.arn],
    });
    this.alarms.push(added);
    return added;
  }

  /**
   * Tells of every event that matches, under `scope`, next to what it is about.
   *
   * @throws Error naming construct, prop, value, rule and fix, when EventBridge would not take it
   */
  addEventAlarm(scope: Construct, id: string, alarm: EventAlarmProps): CloudwatchEventRule {
    checkInput(scope.node.path, id, alarm, eventAlarm);
    checkInput(scope.node.path, `${id}.name`, `${this.alarmPrefix}-${alarm.name}`, eventRuleName);
    const message = this.withRunbook(scope, id, alarm, 512);
    const rule = new CloudwatchEventRule(scope, id, {
      name: `${this.alarmPrefix}-${alarm.name}`,
      description: message,
      eventPattern: JSON.stringify(alarm.pattern),
    });
    const details = Object.keys(alarm.details).map((name) => `${name}: <${name}>`);
    new CloudwatchEventTarget(scope, `${id}_target`, {
      rule: rule.name,
      targetId: "alarm-topic",
      arn: this.arn,
      inputTransformer: {
        inputPaths: { ...alarm.details },
        inputTemplate: JSON.stringify([message, ...details].join(" ")),
      },
    });
    return rule;
  }

  /** The text of an alarm, with the address of its runbook behind it. */
  private withRunbook(scope: Construct, id: string, alarm: AlarmProps | EventAlarmProps, most: number): string {
    const { runbookBaseUrl } = this;
    if (runbookBaseUrl === undefined) return alarm.description;
    const text = `${alarm.description} Runbook: ${runbookBaseUrl.replace(/\/$/, "")}/${alarm.name}.md`;
    checkInput(scope.node.path, `${id}.description`, text, description("the description with its runbook", most));
    return text;
  }
}
