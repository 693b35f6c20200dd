import { type EventLine, type PackLimits, packRecords } from "./pack-records";
import { type EntryOutcome, groupIntoCalls, type ResendPolicy, sendWithResends } from "../batch-call";
import { type FirehoseClient, PutRecordBatchCommand } from "@aws-sdk/client-firehose";

/** The delivery stream, seen as one batch call. */
export interface DeliveryStream {
  /**
   * Puts records, in order, within Firehose's limits for one call. Resolves to one outcome per record, in order; rejects
   * when the call as a whole failed, in which case any of the records may have been taken.
   */
  putRecords(records: readonly Buffer[]): Promise<readonly EntryOutcome[]>;
}

/** How events travel to the delivery stream. */
export interface DeliveryPolicy {
  readonly limits: PackLimits;
  /** How records that were not accepted are sent again. */
  readonly resend: ResendPolicy;
}

/** How far a delivery came. */
export interface DeliveryResult {
  /** Number of leading events of which all were accepted. */
  readonly delivered: number;
  /** Why the event after them was not, if there is one. */
  readonly error?: Error;
}

/**
 * Delivers events packed and in order, one call after the other. Once a record is not accepted in all its tries, no
 * further call is made. Does not reject.
 *
 * Records behind the failed one in the same call may have been accepted; they count as not delivered, and their events
 * will be delivered again.
 */
export async function deliver(
  events: readonly EventLine[],
  stream: DeliveryStream,
  { limits, resend }: DeliveryPolicy,
  remainingMs: () => number,
): Promise<DeliveryResult> {
  for (const call of groupIntoCalls(packRecords(events, limits), ({ data }) => data.length, limits.call)) {
    const outcomes = await sendWithResends(
      call,
      (records) => stream.putRecords(records.map((record) => record.data)),
      resend,
      remainingMs,
    );
    for (const [index, record] of call.entries()) {
      const error = outcomes[index];
      if (error) return { delivered: record.firstEvent, error };
    }
  }
  return { delivered: events.length };
}

/**
 * A Firehose delivery stream that is written to directly.
 *
 * A call can answer 200 and still have failed records: each answer is looked at.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html
 */
export class FirehoseDeliveryStream implements DeliveryStream {
  constructor(
    private readonly client: FirehoseClient,
    private readonly name: string,
  ) {}

  async putRecords(records: readonly Buffer[]): Promise<readonly EntryOutcome[]> {
    const answer = await this.client.send(
      new PutRecordBatchCommand({ DeliveryStreamName: this.name, Records: records.map((data) => ({ Data: data })) }),
    );
    const responses = answer.RequestResponses ?? [];
    return records.map((_, index) => {
      const response = responses[index];
      if (response?.RecordId !== undefined && response.ErrorCode === undefined) return null;
      const code = response?.ErrorCode ?? "NoAnswer";
      return new Error(`Delivery stream ${this.name} did not accept a record: ${code} ${response?.ErrorMessage ?? ""}`);
    });
  }
}
