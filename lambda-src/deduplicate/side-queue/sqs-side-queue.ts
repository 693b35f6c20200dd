import { PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { asError } from "../failure";
import { runBounded } from "../run-bounded";
import { type CallLimits, type EntryOutcome, groupIntoCalls, type ResendPolicy, sendWithResends } from "../batch-call";
import { messageBody, oversizedKey, pointerBody, type SideMessage } from "./side-message";

/** Takes the records that leave the main path: one queue for duplicates, one for the quarantine. */
export interface SideQueue {
  /**
   * Sends messages, in order. One outcome per message, in order; once one has failed those after it need not be tried.
   * Does not reject.
   *
   * @param remainingMs milliseconds that are left of the invocation
   */
  send(messages: readonly SideMessage[], remainingMs: () => number): Promise<readonly EntryOutcome[]>;
}

/** Limits of one SendMessageBatch call; one message's body may have as many bytes as the whole call. */
const SQS_LIMITS: CallLimits = { entries: 10, bytes: 262_144 };

/** Calls in flight at a time: a replayed stream is nothing but duplicates, and ten at a time would take too long. */
const CALLS_IN_FLIGHT = 8;

/** Keeps what does not fit in a message. */
export interface OversizedEvents {
  /** Stores the bytes under the key and resolves to their `s3://` address. Storing the same key again is harmless. */
  store(key: string, bytes: Buffer): Promise<string>;
}

export interface SqsSideQueueProps {
  readonly client: SQSClient;
  readonly queueUrl: string;
  readonly oversizedEvents: OversizedEvents;
  readonly resend: ResendPolicy;
}

/**
 * A standard SQS queue. A message may be sent more than once: when its invocation is repeated, or when an answer was lost.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export class SqsSideQueue implements SideQueue {
  constructor(private readonly props: SqsSideQueueProps) {}

  async send(messages: readonly SideMessage[], remainingMs: () => number): Promise<EntryOutcome[]> {
    const outcomes: EntryOutcome[] = messages.map(() => new Error("Not sent, because a message before it failed."));
    const bodies = await this.bodies(messages, outcomes);
    let stopped = false;
    const entries = bodies.map((body, position) => ({ body, position }));
    await runBounded(
      groupIntoCalls(entries, ({ body }) => body.length, SQS_LIMITS),
      CALLS_IN_FLIGHT,
      async (call) => {
        if (stopped) return;
        const sent = await sendWithResends(
          call,
          (some) => this.sendBatch(some.map(({ body }) => body)),
          this.props.resend,
          remainingMs,
        );
        for (const [index, { position }] of call.entries()) {
          const outcome = sent[index];
          if (outcome !== undefined) outcomes[position] = outcome;
          stopped ||= outcome !== null;
        }
      },
    );
    return outcomes;
  }

  /** Bodies of the leading messages that have one: up to the first event that could not be stored. */
  private async bodies(messages: readonly SideMessage[], outcomes: EntryOutcome[]): Promise<string[]> {
    const bodies: string[] = [];
    let end = messages.length;
    await runBounded(messages, CALLS_IN_FLIGHT, async (message, position) => {
      if (position > end) return;
      try {
        bodies[position] = await this.body(message);
      } catch (thrown) {
        outcomes[position] = asError(thrown);
        end = Math.min(end, position);
      }
    });
    return bodies.slice(0, end);
  }

  private async body(message: SideMessage): Promise<string> {
    const whole = messageBody(message);
    if (whole.length <= SQS_LIMITS.bytes) return whole;
    return pointerBody(message, await this.props.oversizedEvents.store(oversizedKey(message), message.record.bytes));
  }

  private async sendBatch(bodies: readonly string[]): Promise<readonly EntryOutcome[]> {
    const answer = await this.props.client.send(
      new SendMessageBatchCommand({
        QueueUrl: this.props.queueUrl,
        Entries: bodies.map((body, index) => ({ Id: String(index), MessageBody: body })),
      }),
    );
    const sent = new Set(answer.Successful?.map((success) => success.Id));
    const failed = new Map(answer.Failed?.map((failure) => [failure.Id, failure]));
    return bodies.map((_, index) => {
      if (sent.has(String(index))) return null;
      const failure = failed.get(String(index));
      const cause = `${failure?.Code ?? "NoAnswer"} ${failure?.Message ?? ""}`;
      return new Error(`Queue ${this.props.queueUrl} did not accept a message: ${cause}`);
    });
  }
}

/** Keeps events that are too large for a queue as objects of one bucket. */
export class S3OversizedEvents implements OversizedEvents {
  constructor(
    private readonly client: S3Client,
    private readonly bucket: string,
  ) {}

  async store(key: string, bytes: Buffer): Promise<string> {
    await this.client.send(new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: bytes }));
    return `s3://${this.bucket}/${key}`;
  }
}
