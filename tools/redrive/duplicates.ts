import type { FirehoseClient } from "@aws-sdk/client-firehose";
import type { S3Client } from "@aws-sdk/client-s3";
import {
  DeleteMessageBatchCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  type SQSClient,
} from "@aws-sdk/client-sqs";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { z } from "zod";
import { deliver, FirehoseDeliveryStream } from "../../lambda-src/deduplicate/delivery/delivery-stream";
import { FIREHOSE_LIMITS } from "../../lambda-src/deduplicate/delivery/pack-records";
import type { Contracts } from "../../lambda-src/deduplicate/contract/contracts";
import { examineEvent, type ExaminedEvent } from "../../lambda-src/deduplicate/record/examine-record";
import { RESEND } from "./delivery-errors";
import { type Selection, type SetAside, Tally } from "./redriven";

/** Messages that are delivered together. */
const GROUP = 500;
/** Seconds for which a message is kept from others, and after which one that stays comes again. */
const VISIBILITY_SECONDS = 120;
/** Looks at a queue that give nothing new, until it is taken for read: a look need not find all. */
const EMPTY_LOOKS = 3;
const MESSAGES_OF_A_CALL = 10;

/** A message of the deduplicator (`lambda-src/deduplicate/side-queue/side-message.ts`). */
const bodySchema = z.object({
  shard_id: z.string(),
  sequence_number: z.string(),
  partition_key: z.string(),
  approximate_arrival_timestamp: z.number(),
  event_base64: z.string().optional(),
  event_s3_uri: z.string().optional(),
});

export interface DuplicatesProps {
  readonly sqs: SQSClient;
  readonly s3: S3Client;
  readonly firehose: FirehoseClient;
  readonly queue: string;
  readonly deliveryStream: string;
  readonly contracts: Contracts;
}

interface Duplicate {
  readonly message: Message;
  readonly event: ExaminedEvent;
}

/**
 * Records with the name and id of another. They are delivered past the index, whose claim stays the first one's: the curation
 * job stores an event of which the first never arrived, and drops all others.
 */
export class Duplicates implements SetAside {
  readonly counted = "events";

  constructor(private readonly props: DuplicatesProps) {}

  /** What SQS counts of the whole queue, roughly: reading it would hide its messages. */
  async look(): Promise<ReadonlyMap<string, number>> {
    const { Attributes } = await this.props.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: await this.url(),
        AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
      }),
    );
    const { ApproximateNumberOfMessages: waiting = 0, ApproximateNumberOfMessagesNotVisible: hidden = 0 } =
      Attributes ?? {};
    const tally = new Tally();
    tally.add("duplicate", Number(waiting) + Number(hidden));
    return tally.counts;
  }

  async redrive({ since, event: name }: Selection, onProgress: (text: string) => void) {
    const left = new Tally();
    let [found, done] = [0, 0];
    let group: Duplicate[] = [];
    const flush = async () => {
      const { sent, error } = await this.deliver(group);
      done += sent;
      if (error !== undefined) left.add(error.message, group.length - sent);
      group = [];
      onProgress(`${done} of ${found} events delivered`);
      return error;
    };
    for await (const message of this.messages()) {
      const examined = await this.examined(message);
      if (examined.arrivedAt < (since?.getTime() ?? 0) / 1000) continue;
      if (name !== undefined && !(examined.kind === "event" && examined.event.eventName === name)) continue;
      found += 1;
      if (examined.kind === "rejected") left.add(examined.reason);
      else group.push({ message, event: examined.event });
      if (group.length >= GROUP && (await flush()) !== undefined) break;
    }
    if (group.length > 0) await flush();
    return { found, done, left: left.counts };
  }

  private async deliver(group: readonly Duplicate[]): Promise<{ readonly sent: number; readonly error?: Error }> {
    const { firehose, deliveryStream, sqs } = this.props;
    const events = group.map(({ event }) => event);
    const stream = new FirehoseDeliveryStream(firehose, deliveryStream);
    const policy = { limits: FIREHOSE_LIMITS, resend: RESEND };
    const { delivered, error } = await deliver(events, stream, policy, () => Infinity);
    const QueueUrl = await this.url();
    // After the delivery: what a kill leaves in the queue is delivered twice, and stored once.
    for (let at = 0; at < delivered; at += MESSAGES_OF_A_CALL) {
      const Entries = group.slice(at, Math.min(at + MESSAGES_OF_A_CALL, delivered)).map(({ message }, index) => {
        return { Id: String(index), ReceiptHandle: message.ReceiptHandle };
      });
      await sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    }
    return { sent: delivered, error };
  }

  private async examined(message: Message) {
    const body = bodySchema.parse(JSON.parse(message.Body ?? ""));
    const { shard_id: shardId, sequence_number: sequenceNumber, approximate_arrival_timestamp: arrivedAt } = body;
    const bytes =
      body.event_s3_uri === undefined
        ? Buffer.from(body.event_base64 ?? "", "base64")
        : await this.stored(body.event_s3_uri);
    const record = { shardId, sequenceNumber, owner: "", partitionKey: body.partition_key, arrivedAt, bytes };
    const event = examineEvent(record, this.props.contracts);
    if (event.kind === "event") return { kind: "event" as const, event, arrivedAt };
    return { kind: "rejected" as const, reason: event.rejection.reason, arrivedAt };
  }

  /** The event of a message that was too large for it. */
  private async stored(uri: string): Promise<Buffer> {
    const { hostname: Bucket, pathname } = new URL(uri);
    const { Body } = await this.props.s3.send(
      new GetObjectCommand({ Bucket, Key: decodeURIComponent(pathname.slice(1)) }),
    );
    return Buffer.from((await Body?.transformToByteArray()) ?? []);
  }

  /** Each message once, until the queue gives nothing new. */
  private async *messages(): AsyncGenerator<Message> {
    const QueueUrl = await this.url();
    const seen = new Set<string>();
    for (let looks = 0; looks < EMPTY_LOOKS; looks += 1) {
      const { Messages = [] } = await this.props.sqs.send(
        new ReceiveMessageCommand({
          QueueUrl,
          MaxNumberOfMessages: MESSAGES_OF_A_CALL,
          WaitTimeSeconds: 1,
          VisibilityTimeout: VISIBILITY_SECONDS,
        }),
      );
      for (const message of Messages) {
        if (seen.has(message.MessageId ?? "")) continue;
        seen.add(message.MessageId ?? "");
        looks = -1;
        yield message;
      }
    }
  }

  private async url(): Promise<string> {
    const { QueueUrl = "" } = await this.props.sqs.send(new GetQueueUrlCommand({ QueueName: this.props.queue }));
    return QueueUrl;
  }
}
