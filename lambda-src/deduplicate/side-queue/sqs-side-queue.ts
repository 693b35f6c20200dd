import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { asError } from "../as-error";
import { runBounded } from "../run-bounded";
import { type EntryOutcome, type ResendPolicy, sendWithResends } from "../delivery/send-with-resends";
import { messageBody, oversizedKey, pointerBody } from "./side-message-body";
import type { SideMessage, SideQueue } from "./side-queue";

/** Bytes of one message's body, and of all bodies in one call. */
export const MAX_CALL_BYTES = 262_144;

/** Messages in one SendMessageBatch call. */
export const MAX_MESSAGES_PER_CALL = 10;

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

/** Consecutive messages for one call. */
interface Call {
  /** Position of the first among all messages. */
  readonly first: number;
  readonly bodies: string[];
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
    await runBounded(groupIntoCalls(bodies), CALLS_IN_FLIGHT, async ({ first, bodies: entries }) => {
      if (stopped) return;
      const sent = await sendWithResends(entries, (some) => this.sendBatch(some), this.props.resend, remainingMs);
      sent.forEach((outcome, index) => {
        outcomes[first + index] = outcome;
        stopped ||= outcome !== null;
      });
    });
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
    if (whole.length <= MAX_CALL_BYTES) return whole;
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

function groupIntoCalls(bodies: readonly string[]): Call[] {
  const calls: Call[] = [];
  let bytes = 0;
  bodies.forEach((body, position) => {
    const call = calls.at(-1);
    if (!call || call.bodies.length === MAX_MESSAGES_PER_CALL || bytes + body.length > MAX_CALL_BYTES) {
      calls.push({ first: position, bodies: [body] });
      bytes = body.length;
    } else {
      call.bodies.push(body);
      bytes += body.length;
    }
  });
  return calls;
}
