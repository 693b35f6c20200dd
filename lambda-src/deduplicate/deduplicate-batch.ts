import type { KinesisStreamRecord } from "aws-lambda";
import type { BatchCounts } from "./batch-metrics";
import type { Stage, StageFailure } from "./failure";
import { type Candidate, type ClaimStore, resolveOwners } from "./index/claims";
import { decodeRecord, type ExaminedRecord, examineRecord } from "./record/examine-record";
import { deliver, type DeliveryPolicy, type DeliveryStream } from "./delivery/delivery-stream";
import type { EventLine } from "./delivery/pack-records";
import type { Contracts } from "./contract/contracts";
import type { SideQueue } from "./side-queue/sqs-side-queue";
import { countVerdicts, judge, type Verdict } from "./verdict";

/** Everything outside of the function that a batch needs. */
export interface DeduplicateProps {
  readonly claimStore: ClaimStore;
  readonly duplicatesQueue: SideQueue;
  readonly quarantineQueue: SideQueue;
  readonly deliveryStream: DeliveryStream;
  readonly contracts: Contracts;
  readonly deliveryPolicy: DeliveryPolicy;
  /** Called with every failure. */
  readonly onFailure: (failure: StageFailure) => void;
}

export interface BatchResult {
  /** Sequence number of the lowest failed record: Lambda sends it and all after it again. Undefined when all are done. */
  readonly lowestFailed?: string;
  readonly counts: BatchCounts;
}

/** An event of the batch. */
interface BatchEvent extends ExaminedRecord {
  /** Of its Kinesis record. */
  readonly sequenceNumber: string;
}

/** The lowest position among the events of the batch at which a stage failed. */
interface Failure {
  readonly position: number;
  readonly error: Error;
}

/**
 * Takes one batch of one shard through claim, side queues and delivery, in this order, so that a crash anywhere loses
 * nothing: what was claimed is claimed again by the same record; what was queued or delivered may be so twice.
 *
 * Records before the lowest failed one are done; it and all after it are reported as failed. A stage leaves to the next
 * only the records before its failure. Does not reject: a failure of a service is part of the result.
 *
 * @param records in the order of their sequence numbers, as Lambda passes them
 * @param remainingMs milliseconds that are left of the invocation
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export async function deduplicateBatch(
  records: readonly KinesisStreamRecord[],
  remainingMs: () => number,
  props: DeduplicateProps,
): Promise<BatchResult> {
  const events = records.flatMap((entry): BatchEvent[] => {
    const { sequenceNumber } = entry.kinesis;
    return examineRecord(decodeRecord(entry), props.contracts).map((event) => ({ ...event, sequenceNumber }));
  });
  let failedAt = events.length;
  const fail = (stage: Stage, failure: Failure | undefined) => {
    if (!failure) return;
    const { position, error } = failure;
    props.onFailure({ stage, record: events[position]?.record.owner ?? "unknown", error });
    failedAt = firstOfRecord(events, position);
  };

  const candidates = events.flatMap(({ record: { arrivedAt, owner }, examined }, position): Candidate[] => {
    if (examined.kind !== "event") return [];
    const { eventName, eventUuid, createdAt } = examined;
    return [{ position, claim: { eventName, eventUuid, createdAt, arrivedAt, owner } }];
  });
  const { owners, failure } = await resolveOwners(candidates, props.claimStore);
  fail("claim", failure);

  const verdicts = events
    .slice(0, failedAt)
    .map(({ record, examined }, position) => judge(record, examined, owners.get(position)));
  fail("quarantine_queue", await send(verdicts.slice(0, failedAt), "rejected", props.quarantineQueue, remainingMs));
  fail("duplicates_queue", await send(verdicts.slice(0, failedAt), "duplicate", props.duplicatesQueue, remainingMs));
  fail("delivery", await deliverOwned(verdicts.slice(0, failedAt), props, remainingMs));

  return {
    lowestFailed: events[failedAt]?.sequenceNumber,
    counts: countVerdicts(verdicts.slice(0, failedAt), events.length),
  };
}

/** Lambda sends a record again as a whole, so a stage that comes later leaves out all events of one that failed. */
function firstOfRecord(events: readonly BatchEvent[], position: number): number {
  let first = position;
  while (first > 0 && events[first - 1]?.sequenceNumber === events[position]?.sequenceNumber) first -= 1;
  return first;
}

async function send(
  verdicts: readonly Verdict[],
  kind: "rejected" | "duplicate",
  queue: SideQueue,
  remainingMs: () => number,
): Promise<Failure | undefined> {
  const placed = verdicts.flatMap((verdict, position) =>
    verdict.kind === kind ? [{ position, message: verdict.message }] : [],
  );
  if (placed.length === 0) return undefined;
  const outcomes = await queue.send(
    placed.map(({ message }) => message),
    remainingMs,
  );
  for (const [index, { position }] of placed.entries()) {
    const outcome = outcomes[index];
    if (outcome === null) continue;
    return {
      position,
      error: outcome ?? new Error("The queue has no outcome for the message, so it counts as failed."),
    };
  }
  return undefined;
}

async function deliverOwned(
  verdicts: readonly Verdict[],
  { deliveryStream, deliveryPolicy }: DeduplicateProps,
  remainingMs: () => number,
): Promise<Failure | undefined> {
  const owned = verdicts.flatMap((verdict, position) => {
    const event = lineOf(verdict);
    return event ? [{ position, event }] : [];
  });
  const events = owned.map(({ event }) => event);
  const { delivered, error } = await deliver(events, deliveryStream, deliveryPolicy, remainingMs);
  const undelivered = owned[delivered];
  return undelivered && error && { position: undelivered.position, error };
}

/** What is delivered of a record: the event, or what was rejected, which belongs in the lake's quarantine. */
function lineOf(verdict: Verdict): EventLine | undefined {
  if (verdict.kind === "deliver") return verdict.event;
  return verdict.kind === "rejected" ? verdict.delivered : undefined;
}
