import { randomUUID } from "node:crypto";
import { PutObjectCommand, type PutObjectCommandOutput } from "@aws-sdk/client-s3";
import type { KinesisStreamEvent } from "aws-lambda";
import type { RecordBatch } from "./batch-outcome";
import { lambdaEvent, type ReadRecord } from "./record-queue";
import type { MappingSettings } from "./mapping-settings";

/** The part of an S3 client that an on-failure destination needs; the SDK's `S3Client` fits. */
export interface S3WritingClient {
  send(command: PutObjectCommand): Promise<PutObjectCommandOutput>;
}

/**
 * Writes the invocation record of a discarded batch to the mapping's bucket. Does nothing when the mapping has none.
 *
 * @throws Error when S3 refuses the object. The records are lost then, as on AWS (metric DestinationDeliveryFailures).
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export async function deliverInvocationRecord(discarded: DiscardedBatch, s3: S3WritingClient): Promise<void> {
  const { settings, shardId, batch } = discarded;
  if (settings.onFailureBucket === undefined) return;
  const key = invocationRecordKey(discarded, randomUUID());
  try {
    await s3.send(
      new PutObjectCommand({
        Bucket: settings.onFailureBucket,
        Key: key,
        Body: JSON.stringify(invocationRecord(discarded, randomUUID())),
        ContentType: "application/json",
      }),
    );
  } catch (error) {
    throw new Error(
      `Event source mapping ${settings.uuid}, ${shardId}: ${batch.records.length} discarded records could not be written to ` +
        `s3://${settings.onFailureBucket}/${key} and are lost. Check that the bucket exists and that the function's role may write to it.`,
      { cause: error },
    );
  }
}

/** Why Lambda gave a batch up. */
export type DiscardCondition = "RetryAttemptsExhausted" | "RecordAgeExceeded";

/** A batch that Lambda gave up. */
export interface DiscardedBatch {
  readonly settings: MappingSettings;
  readonly shardId: string;
  readonly batch: RecordBatch<ReadRecord>;
  readonly condition: DiscardCondition;
  /** Milliseconds since the Unix epoch. */
  readonly discardedAt: number;
}

/** The document that an S3 on-failure destination receives. */
export interface InvocationRecord {
  readonly requestContext: {
    readonly requestId: string;
    readonly functionArn: string;
    readonly condition: DiscardCondition;
    readonly approximateInvokeCount: number;
  };
  /** Left out for records that were never sent. */
  readonly responseContext?: {
    readonly statusCode: number;
    readonly executedVersion: string;
    /** Left out when the function returned a list of failed records. */
    readonly functionError?: string;
  };
  readonly version: string;
  readonly timestamp: string;
  readonly KinesisBatchInfo: {
    readonly shardId: string;
    readonly startSequenceNumber: string;
    readonly endSequenceNumber: string;
    readonly approximateArrivalOfFirstRecord: string;
    readonly approximateArrivalOfLastRecord: string;
    readonly batchSize: number;
    readonly streamArn: string;
  };
  /** The whole invocation event, as JSON text: a {@link KinesisStreamEvent}. */
  readonly payload: string;
}

/**
 * Key of the object that holds an invocation record: `aws/lambda/<mapping>/<shard>/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-<UUID>`, UTC.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function invocationRecordKey({ settings, shardId, discardedAt }: DiscardedBatch, randomUuid: string): string {
  const [date = "", time = ""] = new Date(discardedAt).toISOString().slice(0, 19).split("T");
  return `aws/lambda/${settings.uuid}/${shardId}/${date.replaceAll("-", "/")}/${date}T${time.replaceAll(":", ".")}-${randomUuid}`;
}

/**
 * The invocation record of a discarded batch. "For Amazon S3 destinations, Lambda also sends the entire invocation record along
 * with the metadata": AWS's example shows it as one string in `payload`.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function invocationRecord(discarded: DiscardedBatch, requestId: string): InvocationRecord {
  const { settings, shardId, batch, condition, discardedAt } = discarded;
  const first = batch.records[0];
  const last = batch.records.at(-1);
  if (first === undefined || last === undefined) {
    throw new Error(`Event source mapping ${settings.uuid}, ${shardId}: a batch without records cannot be discarded.`);
  }
  const event: KinesisStreamEvent = lambdaEvent(batch.records);
  const functionError = batch.lastInvocationErred ? { functionError: "Unhandled" } : {};
  const responseContext = { statusCode: 200, executedVersion: "$LATEST", ...functionError };
  return {
    requestContext: {
      requestId,
      functionArn: settings.functionArn,
      condition,
      approximateInvokeCount: batch.invocations,
    },
    ...(batch.invocations > 0 ? { responseContext } : {}),
    version: "1.0",
    timestamp: new Date(discardedAt).toISOString(),
    KinesisBatchInfo: {
      shardId,
      startSequenceNumber: first.sequenceNumber,
      endSequenceNumber: last.sequenceNumber,
      approximateArrivalOfFirstRecord: new Date(first.arrivalMillis).toISOString(),
      approximateArrivalOfLastRecord: new Date(last.arrivalMillis).toISOString(),
      batchSize: batch.records.length,
      streamArn: settings.streamArn,
    },
    payload: JSON.stringify(event),
  };
}
