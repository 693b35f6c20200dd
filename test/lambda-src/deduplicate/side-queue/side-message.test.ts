import { messageBody, oversizedKey, pointerBody } from "../../../../lambda-src/deduplicate/side-queue/side-message";
import { ARRIVED_AT, sequenceNumber, streamRecord } from "../kinesis-records";

function message(partitionKey = "key") {
  return {
    reason: "not_json" as const,
    detail: "It is not.",
    record: streamRecord("{\u00e9", { index: 5, partitionKey }),
  };
}

describe("side message body", () => {
  test("carries reason, place and the original bytes", () => {
    expect(JSON.parse(messageBody(message()))).toEqual({
      reason: "not_json",
      detail: "It is not.",
      shard_id: "shardId-000000000000",
      sequence_number: sequenceNumber(5),
      partition_key: "key",
      approximate_arrival_timestamp: ARRIVED_AT,
      event_base64: Buffer.from("{\u00e9").toString("base64"),
    });
  });

  test("points at an event that is kept elsewhere", () => {
    const body = JSON.parse(pointerBody(message(), "s3://bucket/key")) as Record<string, unknown>;

    expect(body).toMatchObject({ reason: "not_json", event_s3_uri: "s3://bucket/key" });
    expect(body).not.toHaveProperty("event_base64");
  });

  test("is ASCII, whatever the producer chose, and says the same", () => {
    const partitionKey = "\u0000\u007fé\uffff\ufffe\ud83d\ude00\ud83d";

    const body = messageBody(message(partitionKey));

    expect(body).toMatch(/^[\x20-\x7e]*$/);
    expect(JSON.parse(body)).toMatchObject({ partition_key: partitionKey });
  });

  test("has a key of reason, shard and sequence number for an oversized event", () => {
    expect(oversizedKey(message())).toBe(`oversized/not_json/shardId-000000000000/${sequenceNumber(5)}`);
  });
});
