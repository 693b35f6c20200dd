import { gzipSync } from "node:zlib";
import { decodeRecord, examineEvent, examineRecord } from "../../../../lambda-src/deduplicate/record/examine-record";
import { ARRIVED_AT, kinesisRecord, sequenceNumber, streamRecord, validEvent } from "../kinesis-records";

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

const CONTRACTS = new Map();

/** The length of the enriched line without the padding. */
function lineLength(pad: string): number {
  const examined = examineEvent(streamRecord(validEvent({ pad })), CONTRACTS);
  return examined.kind === "event" ? examined.byteLength : NaN;
}

describe("examineEvent", () => {
  test("gives the enriched line of a valid event with its length in bytes", () => {
    const examined = examineEvent(streamRecord(validEvent({ text: "é" })), CONTRACTS);

    expect(examined).toMatchObject({ kind: "event", eventUuid: "id-1", destination: "uncontracted" });
    expect(examined.kind === "event" && examined.byteLength).toBe(
      Buffer.byteLength(examined.kind === "event" ? examined.line : ""),
    );
  });

  test("passes on why the envelope is rejected", () => {
    expect(examineEvent(streamRecord("[]"), CONTRACTS)).toMatchObject({
      kind: "rejected",
      rejection: { reason: "not_an_object" },
    });
  });

  test("takes an enriched event of 1,024,000 bytes and rejects one byte more as too_large", () => {
    const room = 1_024_000 - lineLength("");

    expect(lineLength("x".repeat(room))).toBe(1_024_000);
    expect(examineEvent(streamRecord(validEvent({ pad: "x".repeat(room + 1) })), CONTRACTS)).toEqual({
      kind: "rejected",
      rejection: {
        reason: "too_large",
        detail: "The enriched event has 1024001 bytes; a Firehose record takes 1024000.",
      },
    });
  });
});

describe("examineRecord", () => {
  const examined = (data: string) =>
    examineRecord(streamRecord(data), CONTRACTS).map(({ record, examined: { kind } }) => [kind, record.owner]);
  const { owner } = streamRecord("");

  test("knows each event of a record by its place in it", () => {
    expect(examined(`${JSON.stringify(validEvent())}\n{`)).toEqual([
      ["event", `${owner}:0`],
      ["rejected", `${owner}:1`],
    ]);
  });

  test("knows a record that is one event, or none, by itself", () => {
    expect(examined(JSON.stringify(validEvent()))).toEqual([["event", owner]]);
    expect(examined("one line of text")).toEqual([["rejected", owner]]);
  });

  test("takes apart a compressed event that has as many bytes as its record", () => {
    const event = JSON.stringify(validEvent({ text: "x".repeat(100) }));
    // The name that GZIP may carry makes the record as long as one likes.
    const pad = event.length - gzipSync(event).length;
    const zipped = gzipSync(event);
    const named = Buffer.concat([
      zipped.subarray(0, 3),
      Buffer.from([8]),
      zipped.subarray(4, 10),
      Buffer.alloc(pad - 1, "n"),
      Buffer.from([0]),
      zipped.subarray(10),
    ]);

    expect(named).toHaveLength(event.length);
    expect(examineRecord({ ...streamRecord(""), bytes: named }, CONTRACTS)).toMatchObject([
      { examined: { kind: "event" } },
    ]);
  });

  test.each(["line", '{"half":[', "{}"])(
    "rejects a record with ten thousand lines of %s once, beside its events",
    (line) => {
      const record = `${`${line}\n`.repeat(10_001)}${JSON.stringify(validEvent())}`;

      expect(examined(record)).toEqual([
        ["event", `${owner}:10001`],
        ["rejected", owner],
      ]);
    },
  );
});
