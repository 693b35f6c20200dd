import { fields, optional, recordOf, type RulesFor } from "../input-rules/inputs";
import { alarmName, eventRuleName } from "../input-rules/names";
import { finiteNumber, wholeNumber } from "../input-rules/numbers";
import { both, oneOf, RIGHT, type Rule, wrong } from "../input-rules/rule";
import { description, text } from "../input-rules/texts";

export interface AlarmProps {
  /** Last part of the alarm's name, which has 255 characters at most. */
  readonly name: string;
  /** What is wrong and what to do, in words for 3 a.m.: 1 to 1,024 characters. */
  readonly description: string;
  /** For example `AWS/Kinesis`: 1 to 255 letters, digits, spaces and `./_#:-`. */
  readonly namespace: string;
  /** Name of the metric: 1 to 255 characters. */
  readonly metric: string;
  /** 1 to 30. An alarm without a dimension never fires: AWS publishes these metrics per resource only. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum";
  /** The alarm goes off above it. */
  readonly threshold: number;
  /**
   * Seconds of one period: 10, 20, 30, or a multiple of 60.
   * @default 300
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
   */
  readonly periodSeconds?: number;
  /**
   * Periods in a row above the threshold, 1 or more: a day in all, seven days where a period is an hour or longer.
   * @default 1
   */
  readonly periods?: number;
}

/** An alarm about something that happened, for what AWS publishes no metric of. */
export interface EventAlarmProps {
  /** Last part of the rule's name, which has 64 characters at most. */
  readonly name: string;
  /** What is wrong and what to do, in words for 3 a.m.: 1 to 512 characters. It is the message. */
  readonly description: string;
  /** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
  readonly pattern: Readonly<Record<string, unknown>>;
  /** Parts of the event that the message ends with: JSON paths by what they are, 100 at most. */
  readonly details: Readonly<Record<string, string>>;
}

const DAY = 86_400;
const HOUR = 3_600;

const ASCII = { allowed: /[\x20-\x7E]/, characters: "those of ASCII" };
const dimensionName = both(text({ what: "the name of a dimension", most: 255, ...ASCII }), (name) =>
  String(name).startsWith(":") ? wrong(name, "the name of a dimension begins with no colon", "Take it away") : RIGHT,
);
const dimensionValue = text({ what: "the value of a dimension", most: 1024, ...ASCII });

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Metric.html */
const namespace = both(
  text({
    what: "the namespace of a metric",
    most: 255,
    allowed: /[A-Za-z0-9./_#: -]/,
    characters: "letters, digits, spaces and ./_#:-",
  }),
  (value) => (String(value).startsWith(":") ? wrong(value, "a namespace begins with no colon", "Take it away") : RIGHT),
);

const period: Rule = (value) => {
  const isPeriod = typeof value === "number" && ([10, 20, 30].includes(value) || (value > 0 && value % 60 === 0));
  if (isPeriod && value <= 7 * DAY) return RIGHT;
  return wrong(
    value,
    "must be seconds of a period: 10, 20, 30 or a multiple of 60, seven days at most",
    "Write 60 or 300",
  );
};

const PROPS: RulesFor<AlarmProps> = {
  name: alarmName,
  description: description("the description of an alarm", 1024),
  namespace,
  metric: text({ what: "the name of a metric", most: 255, ...ASCII }),
  dimensions: recordOf(dimensionName, dimensionValue, 1, 30),
  statistic: oneOf(["Average", "Maximum", "Minimum", "Sum"], "the statistic of an alarm"),
  threshold: finiteNumber,
  periodSeconds: optional(period),
  periods: optional(wholeNumber(1, (7 * DAY) / 60, "periods that an alarm looks at")),
};

/** Rule of an alarm. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const metricAlarm: Rule = both(fields(PROPS), (value) => {
  const { periodSeconds = 300, periods = 1 } = value as AlarmProps;
  const most = periodSeconds < HOUR ? DAY : 7 * DAY;
  if (!(periodSeconds * periods > most)) return RIGHT;
  const rule = `periods of ${periodSeconds} seconds may be ${Math.floor(most / periodSeconds)}: CloudWatch looks back ${most / DAY === 1 ? "a day" : "seven days"}, a day where a period is shorter than an hour`;
  return [{ at: ["periods"], value: periods, rule, fix: "Write fewer, or longer ones" }];
});

const LONGEST_PATTERN = 4_096;

/** What it holds is matched by lists: a value alone is no pattern. @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html */
const eventPattern: Rule = (value) => {
  const rule = "must be an event pattern: an object whose values are objects or lists that are not empty";
  if (!isPattern(value)) return wrong(value, rule, 'Put values in lists: { source: ["aws.s3"] }');
  const { length } = JSON.stringify(value);
  return length <= LONGEST_PATTERN
    ? RIGHT
    : wrong(value, `an event pattern has ${LONGEST_PATTERN} characters at most`, "Shorten it");
};

function isPattern(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const parts: readonly unknown[] = Object.values(value);
  return parts.length > 0 && parts.every((part) => (Array.isArray(part) ? part.length > 0 : isPattern(part)));
}

const detailName = both(
  text({ what: "the name of a detail", most: 256, allowed: /[A-Za-z0-9_-]/, characters: "letters, digits, _ and -" }),
  (name) =>
    /^aws/i.test(String(name)) ? wrong(name, "the name of a detail begins with no AWS", "Name it differently") : RIGHT,
);

/** Dots, and no brackets. @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html */
const jsonPath: Rule = (value) =>
  typeof value === "string" && value.length <= 256 && /^\$(\.[^\s.[\]]+)*$/.test(value)
    ? RIGHT
    : wrong(value, "must be a JSON path with dots, of 256 characters at most", "Write it like $.detail.state");

const EVENT_PROPS: RulesFor<EventAlarmProps> = {
  name: eventRuleName,
  description: description("the description of a rule", 512),
  pattern: eventPattern,
  details: recordOf(detailName, jsonPath, 0, 100),
};

/** Rule of an alarm about events. */
export const eventAlarm: Rule = fields(EVENT_PROPS);
