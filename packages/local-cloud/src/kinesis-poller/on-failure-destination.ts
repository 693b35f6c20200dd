import { randomUUID } from "node:crypto";
import { PutObjectCommand, type PutObjectCommandOutput } from "@aws-sdk/client-s3";
import { invocationRecord, invocationRecordKey, type DiscardedBatch } from "./invocation-record";

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
