import { setTimeout as wait } from "node:timers/promises";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import {
  DeleteMessageBatchCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { z } from "zod";

/** A message of the duplicates queue or the quarantine queue. */
export interface QueueMessage {
  /** `duplicate`, or the rule that the event breaks. */
  readonly reason: string;
  readonly detail: string;
  readonly sequenceNumber: string;
  readonly shardId: string;
  /** Place of the event in its record, when it was not alone in it. */
  readonly subSequenceNumber?: number;
  /** The original bytes of the event, also when the message itself only pointed to them. */
  readonly event: Uint8Array;
}

const bodySchema = z.object({
  reason: z.string(),
  detail: z.string(),
  shard_id: z.string(),
  sequence_number: z.string(),
  sub_sequence_number: z.number().optional(),
  event_base64: z.string().optional(),
  event_s3_uri: z.string().optional(),
});

/**
 * Takes every message out of a queue, and the event of each, from S3 where the message only points to it.
 *
 * @param signal ends it before the queue is empty
 */
export async function drainQueue(
  sqs: SQSClient,
  s3: S3Client,
  queueName: string,
  signal?: AbortSignal,
): Promise<QueueMessage[]> {
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queueName }));
  const messages: QueueMessage[] = [];
  for (;;) {
    const { Messages: received = [] } = await sqs.send(
      new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }),
    );
    if (received.length === 0 || signal?.aborted === true) return messages;
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
    subSequenceNumber: body.sub_sequence_number,
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

/** Milliseconds between two looks at a queue that was empty. */
const PAUSE = 1_000;

/**
 * Takes the messages out of a queue as they come. Emptying it at the end would take long: moto counts a whole queue anew
 * for each message that it gives out.
 */
export class QueueCollector {
  private readonly messages: QueueMessage[] = [];
  private readonly ending = new AbortController();
  private readonly givingUp = new AbortController();
  private readonly running: Promise<void>;

  constructor(
    private readonly sqs: SQSClient,
    private readonly s3: S3Client,
    private readonly queueName: string,
  ) {
    this.running = this.run();
    // stop() reports its error.
    this.running.catch(() => undefined);
  }

  /**
   * Takes what is left, and ends.
   *
   * @returns every message that the queue had
   * @throws Error when the queue could not be read
   */
  async stop(): Promise<QueueMessage[]> {
    this.ending.abort();
    await this.running;
    await this.collect();
    return this.messages;
  }

  /** Ends with messages in the queue: a function that is still at work may send them faster than they are taken. */
  async giveUp(): Promise<void> {
    this.givingUp.abort();
    this.ending.abort();
    await this.running.catch(() => undefined);
  }

  private async run(): Promise<void> {
    const { signal } = this.ending;
    while (!signal.aborted) {
      await this.collect();
      await wait(PAUSE, undefined, { signal }).catch(() => undefined);
    }
  }

  private async collect(): Promise<void> {
    this.messages.push(...(await drainQueue(this.sqs, this.s3, this.queueName, this.givingUp.signal)));
  }
}
