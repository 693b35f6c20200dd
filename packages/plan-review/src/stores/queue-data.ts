import type { DataAtRisk } from "../finding";
import type { ResourceChange } from "../plan/resource-change";
import { duration } from "./duration";

const FOUR_DAYS = 345_600;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html */
export function queueData(queue: ResourceChange): DataAtRisk {
  const seconds = queue.before["message_retention_seconds"];
  return {
    holds: `messages for ${duration(typeof seconds === "number" ? seconds : FOUR_DAYS)}`,
    lost: "every message in it, those in flight too",
    recovery: "None: SQS has no backup. Receive the messages first, or move them to another queue.",
  };
}
