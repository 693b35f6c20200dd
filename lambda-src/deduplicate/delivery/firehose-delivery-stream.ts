import { type FirehoseClient, PutRecordBatchCommand } from "@aws-sdk/client-firehose";
import type { DeliveryStream } from "./delivery";
import type { EntryOutcome } from "./send-with-resends";

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
