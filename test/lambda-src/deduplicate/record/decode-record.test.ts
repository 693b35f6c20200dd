import { decodeRecord } from "../../../../lambda-src/deduplicate/record/decode-record";
import { ARRIVED_AT, kinesisRecord, sequenceNumber } from "../kinesis-records";

describe("decodeRecord", () => {
  test("takes shard and owner from the event id, and the data as bytes", () => {
    const bytes = Buffer.from([0xff, 0x00, 0x7b]);

    const record = decodeRecord(kinesisRecord(bytes, { shard: "shardId-000000000007", index: 3, partitionKey: "k" }));

    expect(record).toEqual({
      shardId: "shardId-000000000007",
      sequenceNumber: sequenceNumber(3),
      owner: `shardId-000000000007:${sequenceNumber(3)}`,
      partitionKey: "k",
      arrivedAt: ARRIVED_AT,
      bytes,
    });
  });
});
