import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import {
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  type Message,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { z } from "zod";
import type { QueueMessage } from "../streaming/queue-message";

const bodySchema = z.object({
  reason: z.string(),
  detail: z.string(),
  shard_id: z.string(),
  sequence_number: z.string(),
  event_base64: z.string().optional(),
  event_s3_uri: z.string().optional(),
});

/** Takes every message out of a queue, and the event of each, from S3 where the message only points to it. */
export async function drainQueue(sqs: SQSClient, s3: S3Client, queueName: string): Promise<QueueMessage[]> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }));
  const messages: QueueMessage[] = [];
  for (;;) {
    const { Messages: received = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (received.length === 0) return messages;
    messages.push(...(await Promise.all(received.map((message) => read(s3, message)))));
    await sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl,
        Entries: received.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle })),
      }),
    );
  }
}

async function read(s3: S3Client, { Body }: Message): Promise<QueueMessage> {
  const body = bodySchema.parse(JSON.parse(Body ?? ""));
  return {
    reason: body.reason,
    detail: body.detail,
    shardId: body.shard_id,
    sequenceNumber: body.sequence_number,
    event:
      body.event_s3_uri === undefined
        ? Buffer.from(body.event_base64 ?? "", "base64")
        : await readObject(s3, body.event_s3_uri),
  };
}

async function readObject(s3: S3Client, uri: string): Promise<Uint8Array> {
  const { hostname, pathname } = new URL(uri);
  const { Body } = await s3.send(
    new GetObjectCommand({ Bucket: hostname, Key: decodeURIComponent(pathname.slice(1)) }),
  );
  return (await Body?.transformToByteArray()) ?? new Uint8Array();
}
