import * as library from "aws-kinesis-agg";

interface RecordAggregator {
  addUserRecord(record: { readonly partitionKey: string; readonly data: Buffer }): void;
  build(): { readonly data: Buffer };
}

/** The library has it, and its types do not. */
const { RecordAggregator } = library as unknown as { readonly RecordAggregator: new () => RecordAggregator };

/** Several records as one, as the Kinesis Producer Library sends them. @param records one or more, none without a byte */
export function kplAggregate(records: readonly Uint8Array[]): Buffer {
  const aggregator = new RecordAggregator();
  for (const [index, data] of records.entries()) {
    aggregator.addUserRecord({ partitionKey: `producer-${index % 3}`, data: Buffer.from(data) });
  }
  return aggregator.build().data;
}
