import { examineRecord } from "../../../../lambda-src/deduplicate/record/examine-record";
import { streamRecord, validEvent, WINDOW_SECONDS } from "../kinesis-records";

const ROUTING = { windowSeconds: WINDOW_SECONDS, contractedEvents: new Set<string>() };

/** The length of the enriched line without the padding. */
function lineLength(pad: string): number {
  const examined = examineRecord(streamRecord(validEvent({ pad })), ROUTING);
  return examined.kind === "event" ? examined.byteLength : NaN;
}

describe("examineRecord", () => {
  test("gives the enriched line of a valid event with its length in bytes", () => {
    const examined = examineRecord(streamRecord(validEvent({ text: "é" })), ROUTING);

    expect(examined).toMatchObject({ kind: "event", eventUuid: "id-1", destination: "uncontracted" });
    expect(examined.kind === "event" && examined.byteLength).toBe(
      Buffer.byteLength(examined.kind === "event" ? examined.line : ""),
    );
  });

  test("passes on why the envelope is rejected", () => {
    expect(examineRecord(streamRecord("[]"), ROUTING)).toMatchObject({
      kind: "corrupted",
      rejection: { reason: "not_an_object" },
    });
  });

  test("takes an enriched event of 1,024,000 bytes and rejects one byte more as too_large", () => {
    const room = 1_024_000 - lineLength("");

    expect(lineLength("x".repeat(room))).toBe(1_024_000);
    expect(examineRecord(streamRecord(validEvent({ pad: "x".repeat(room + 1) })), ROUTING)).toEqual({
      kind: "corrupted",
      rejection: {
        reason: "too_large",
        detail: "The enriched event has 1024001 bytes; a Firehose record takes 1024000.",
      },
    });
  });
});
