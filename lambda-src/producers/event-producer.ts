import { CONTRACTS_VERSION } from "../interface";
import { eventCheck, type Refusal } from "./event-check";
import { type Entry, isRetryable, type KinesisPutRecords, putBatches } from "./put-records";

/** What every event carries, and its type-specific fields. */
export interface ProducedEvent {
  /** Unique; an event that is sent again keeps it, and is stored once. It is the partition key. */
  readonly event_uuid: string;
  readonly event_name: string;
  /** Unix seconds. */
  readonly created_at: number;
}

export interface EventProducerProps {
  /** `new Kinesis({...})` of `@aws-sdk/client-kinesis`. Its role needs `kinesis:PutRecords`, and `kms:GenerateDataKey` on the stream's key. */
  readonly kinesis: KinesisPutRecords;
  readonly streamArn: string;
  /** `validate` of the code that `npm run contracts -- types` makes. @default - envelope and size are checked, and no contract */
  readonly validate?: (event: unknown) => Refusal | undefined;
  /** Tries of one event, 1 or more. With 10, an event is given up some 20 seconds after it was first refused. @default 10 */
  readonly attempts?: number;
  /** Waits between two tries. @default - a timer */
  readonly pause?: (milliseconds: number) => Promise<void>;
}

/** An event that is not in the stream. */
export interface NotSent<Event> {
  readonly event: Event;
  /** Of the check before it was sent, a reason of `quarantine`; otherwise Kinesis' code, such as `AccessDeniedException`. */
  readonly reason: string;
  readonly detail: string;
}

export interface SendResult<Event> {
  /** Events that are in the stream. */
  readonly sent: number;
  /** All others. */
  readonly notSent: readonly NotSent<Event>[];
}

const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 5_000;

/** The check that needs no contract: of the others, it says that none names them. */
const withoutContracts = eventCheck({ version: CONTRACTS_VERSION, contracts: [] });

/**
 * Sends events to the stream of a lake: the id as partition key, as many in a call as Kinesis takes, and again, after a
 * while, those alone that it did not take. `PutRecords` answers 200 all the same, and says so entry by entry.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/developing-producers-with-sdk.html
 */
export class EventProducer {
  private readonly attempts: number;

  /** @throws Error for a number of attempts that is not a whole number of 1 or more */
  constructor(private readonly props: EventProducerProps) {
    this.attempts = props.attempts ?? 10;
    if (!Number.isInteger(this.attempts) || this.attempts < 1) {
      throw new Error(`EventProducer: attempts is ${this.attempts}; it must be a whole number of 1 or more.`);
    }
  }

  /**
   * Sends events and waits until each is in the stream or given up. An event whose call ended without an answer is sent again
   * and may be there twice; it is stored once.
   */
  async send<Event extends ProducedEvent>(events: readonly Event[]): Promise<SendResult<Event>> {
    const notSent: NotSent<Event>[] = [];
    let pending: Entry<Event>[] = [];
    for (const event of events) {
      const refusal = this.refusal(event);
      if (refusal === undefined)
        pending.push({ event, key: event.event_uuid, data: Buffer.from(JSON.stringify(event)) });
      else notSent.push({ event, ...refusal });
    }
    const total = pending.length;
    let givenUp = 0;
    for (let attempt = 1; pending.length > 0; attempt += 1) {
      const failed = await putBatches(this.props.kinesis, this.props.streamArn, pending);
      const lost = attempt === this.attempts ? failed : failed.filter(({ code }) => !isRetryable(code));
      notSent.push(...lost.map(({ entry, code, message }) => ({ event: entry.event, reason: code, detail: message })));
      givenUp += lost.length;
      pending = lost === failed ? [] : failed.filter(({ code }) => isRetryable(code)).map(({ entry }) => entry);
      if (pending.length > 0) await this.pause(attempt);
    }
    return { sent: total - givenUp, notSent };
  }

  private refusal(event: ProducedEvent): Refusal | undefined {
    const refusal = (this.props.validate ?? withoutContracts)(event);
    return this.props.validate === undefined && refusal?.reason === "no_contract" ? undefined : refusal;
  }

  /** Longer each time, and never the same for two producers: both would be refused together again. */
  private pause(attempt: number): Promise<void> {
    const longest = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** attempt);
    const milliseconds = longest / 2 + (Math.random() * longest) / 2;
    return this.props.pause?.(milliseconds) ?? new Promise((resolve) => setTimeout(resolve, milliseconds));
  }
}
