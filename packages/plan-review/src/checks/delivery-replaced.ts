import { duration } from "../aws/duration";
import type { PlanUnderReview } from "../plan/plan-under-review";
import { renames } from "../plan/renames";
import type { ResourceChange } from "../plan/resource-change";
import { blocksOf, valueAt } from "../plan/values";
import type { DataAtRisk } from "../review";
import type { Check } from "./check";

/** What Firehose buffers by when nothing is said. @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html */
const DEFAULT_BUFFER = { seconds: 300, mebibytes: 5 };

/**
 * A delivery stream is destroyed, mostly because it is replaced: dynamic partitioning, the source or its role, or the
 * destination changed. What it buffers goes with it; nothing is delivered until the new one is active.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_DeleteDeliveryStream.html
 */
export const deliveryReplaced: Check = {
  id: "delivery-replaced",
  observe: (plan) => {
    const renamed = new Set(renames(plan).map(({ removed }) => removed));
    return plan
      .ofType("aws_kinesis_firehose_delivery_stream")
      .filter((delivery) => delivery.destroys && !renamed.has(delivery))
      .map((delivery) => ({
        severity: "block",
        topic: "data",
        address: delivery.address,
        summary: `Destroys the delivery stream "${delivery.textBefore("name") ?? ""}"${delivery.creates ? " and makes a new one, which takes minutes" : ""}: what it buffers is not delivered.`,
        evidence: delivery.evidence(...delivery.causes),
        data: dataAtRisk(delivery, plan),
        remedy: delivery.creates
          ? `Revert the change of ${delivery.causes.map((path) => `\`${path}\``).join(", ") || "the resource"}; or make a second delivery stream under another name, move the writers, wait until the old one is empty, and remove it in a later plan.`
          : "Stop the writers, wait for the buffering interval, and remove it then.",
      }));
  },
};

function dataAtRisk(delivery: ResourceChange, plan: PlanUnderReview): DataAtRisk {
  const { seconds, mebibytes } = bufferOf(delivery);
  const holds = `records of up to ${duration(seconds)} or ${mebibytes} MiB per buffer (per partition with dynamic partitioning)`;
  const sourceArn = valueAt(delivery.before, "kinesis_source_configuration[0].kinesis_stream_arn");
  if (sourceArn === undefined || sourceArn === null) {
    return {
      holds,
      lost: "what is buffered; and what writers send until the new stream is active, unless they try again",
      recovery:
        "Direct PUT cannot be read again. A writer that is fed by a Kinesis stream tries again from there within that stream's retention.",
    };
  }
  const source = plan.ofType("aws_kinesis_stream").find(({ before }) => before["arn"] === sourceArn);
  const hours = source?.textBefore("retention_period");
  return {
    holds,
    lost: "what is buffered, and the position in the source: the new stream starts at LATEST and passes over what came in between",
    recovery: `Only by a replay from the source stream, within its retention${hours === undefined ? "" : ` of ${hours} hours`}, with a consumer of its own.`,
  };
}

function bufferOf({ before }: ResourceChange): { readonly seconds: number; readonly mebibytes: number } {
  const destinations = Object.keys(before).flatMap((key) =>
    key.endsWith("_configuration") ? blocksOf(before[key]) : [],
  );
  const first = (attribute: string): number | undefined =>
    destinations.map((block) => block[attribute]).find((value) => typeof value === "number");
  return {
    seconds: first("buffering_interval") ?? DEFAULT_BUFFER.seconds,
    mebibytes: first("buffering_size") ?? DEFAULT_BUFFER.mebibytes,
  };
}
