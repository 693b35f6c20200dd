import { duration } from "../aws/duration";
import type { PlanUnderReview } from "../plan/plan-under-review";
import { resourceOfArn } from "../plan/referred-resources";
import { renames } from "../plan/renames";
import type { ResourceChange } from "../plan/resource-change";
import { SENSITIVE } from "../plan/sensitive-values";
import { isValues, valueAt } from "../plan/values";
import type { Evidence } from "../review";
import type { Check, Observation } from "./check";

/** Where a resource sends what it cannot process, as the path of an ARN. */
const DESTINATIONS: Readonly<Record<string, string>> = {
  aws_lambda_event_source_mapping: "destination_config[0].on_failure[0].destination_arn",
  aws_lambda_function: "dead_letter_config[0].target_arn",
  aws_lambda_function_event_invoke_config: "destination_config[0].on_failure[0].destination",
  aws_sns_topic_subscription: "redrive_policy",
  aws_sqs_queue: "redrive_policy",
  aws_cloudwatch_event_target: "dead_letter_config[0].arn",
  aws_kinesis_firehose_delivery_stream: "extended_s3_configuration[0].error_output_prefix",
};

/** Metrics by which somebody hears of what was not processed. */
const METRICS = new Set([
  ...["ApproximateNumberOfMessagesVisible", "DeadLetterErrors", "DestinationDeliveryFailures", "DroppedEventCount"],
  ...["IteratorAge", "GetRecords.IteratorAgeMilliseconds", "OnFailureDestinationDeliveredEventCount"],
]);
const RETENTION = "message_retention_seconds";
const NOT_SET = "(not set)";

/**
 * What cannot be processed no longer ends where somebody finds it: the destination goes or moves, keeps messages for
 * less time than their source, or its alarm goes.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html
 */
export const deadLetterPath: Check = {
  id: "dead-letter-path",
  observe: (plan) => {
    const renamed = new Set(renames(plan).map(({ removed }) => removed));
    return plan.resources
      .filter(({ kind, deposed }) => kind !== "create" && deposed === undefined)
      .flatMap((change) => destination(plan, change) ?? (renamed.has(change) ? undefined : alarm(change)) ?? []);
  },
};

function destination(plan: PlanUnderReview, change: ResourceChange): Observation | undefined {
  const path = DESTINATIONS[change.type];
  if (path === undefined || change.kind === "delete") return undefined;
  const before = target(valueAt(change.before, path));
  const unknown = change.isUnknown(path);
  const after = target(valueAt(change.after, path));
  if (before === undefined) return undefined;
  const common = { severity: "warn", topic: "data", address: change.address } as const;
  if (after === undefined && !unknown) {
    return {
      ...common,
      summary:
        "Ends the way of what cannot be processed: it is dropped when the retries end, or blocks what comes after it.",
      evidence: change.evidence(path),
      remedy: `Keep \`${path}\`; an S3 bucket as destination of a mapping holds the records themselves.`,
    };
  }
  if (unknown || after !== before) {
    return {
      ...common,
      summary: "Sends what cannot be processed to another place than before.",
      evidence: change.evidence(path),
      remedy: "Empty the old place first, and let alarm and redrive follow to the new one.",
    };
  }
  return expiring(plan, change, before, common);
}

/** A message keeps the time at which it was first sent, so a dead letter queue of the same retention has nothing left of it. */
function expiring(
  plan: PlanUnderReview,
  queue: ResourceChange,
  arn: string,
  common: Pick<Observation, "severity" | "topic" | "address">,
): Observation | undefined {
  const deadLetterQueue = resourceOfArn(plan, arn);
  if (queue.type !== "aws_sqs_queue" || deadLetterQueue?.type !== "aws_sqs_queue") return undefined;
  const left = (moment: "before" | "after") =>
    Number(deadLetterQueue[moment][RETENTION]) - Number(queue[moment][RETENTION]);
  // NaN, where one of them is not known, is neither.
  if (!(left("before") > 0 && left("after") <= 0)) return undefined;
  const line = ({ attribute, ...texts }: Evidence) => ({
    ...texts,
    attribute: `${deadLetterQueue.address}.${attribute}`,
  });
  return {
    ...common,
    summary: `Its dead letter queue keeps messages no longer than it does (${duration(Number(deadLetterQueue.after[RETENTION]))}): they expire there at once.`,
    evidence: [...queue.evidence(RETENTION), ...deadLetterQueue.evidence(RETENTION).map(line)],
    remedy: `Keep \`${RETENTION}\` of the dead letter queue above that of the queue: 1,209,600 (14 days) is the most.`,
  };
}

/** ARN or prefix; of a redrive policy, its target. Null and "" are absent. */
function target(value: unknown): string | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  if (!value.startsWith("{")) return value;
  try {
    const policy: unknown = JSON.parse(value);
    const arn = isValues(policy) ? policy["deadLetterTargetArn"] : undefined;
    return typeof arn === "string" ? arn : undefined;
  } catch {
    return value;
  }
}

function alarm(change: ResourceChange): Observation | undefined {
  if (change.type !== "aws_cloudwatch_metric_alarm" || !METRICS.has(String(change.before["metric_name"])))
    return undefined;
  const silenced = ["actions_enabled", "alarm_actions"].filter(
    (path) => isSet(change, path, "before") && !isSet(change, path, "after"),
  );
  if (change.kind !== "delete" && silenced.length === 0) return undefined;
  const metric = change.textBefore("metric_name") ?? SENSITIVE;
  return {
    severity: "warn",
    topic: "data",
    address: change.address,
    summary: `${change.kind === "delete" ? "Removes" : "Silences"} the alarm on ${metric}: nobody hears of what was not processed.`,
    evidence:
      change.kind === "delete"
        ? [{ attribute: "metric_name", before: metric }]
        : change.evidence(...silenced).map((line) => ({ ...line, after: line.after ?? NOT_SET })),
    remedy: "Keep the alarm, or say in the pull request what watches this now.",
  };
}

function isSet(change: ResourceChange, path: string, moment: "before" | "after"): boolean {
  if (moment === "after" && change.isUnknown(path)) return true;
  const value = change[moment][path];
  return Array.isArray(value) ? value.length > 0 : value === true;
}
