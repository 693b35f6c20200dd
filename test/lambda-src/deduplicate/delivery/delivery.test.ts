import { deliver, type DeliveryStream } from "../../../../lambda-src/deduplicate/delivery/delivery";
import { FIREHOSE_LIMITS } from "../../../../lambda-src/deduplicate/delivery/pack-records";
import { plentyOfTime, recordingPolicy } from "../resend-policy";

const EVENTS = ["a", "b", "c", "d", "e", "f", "g"].map((line) => ({ line, byteLength: 1 }));

/** Two events a record, two records a call. */
const POLICY = {
  limits: { ...FIREHOSE_LIMITS, eventsPerRecord: 2, recordsPerCall: 2 },
  resend: recordingPolicy({ maxTries: 2 }),
};

/** A stream that never accepts the records given, and keeps its calls. */
function streamRefusing(...refused: string[]) {
  const calls: string[][] = [];
  const stream: DeliveryStream = {
    putRecords: (records) => {
      const texts = records.map((record) => record.toString().replaceAll("\n", ""));
      calls.push(texts);
      return Promise.resolve(texts.map((text) => (refused.includes(text) ? new Error(`refused ${text}`) : null)));
    },
  };
  return { calls, stream };
}

describe("deliver", () => {
  test("delivers packed events in order, call after call", async () => {
    const { calls, stream } = streamRefusing();

    expect(await deliver(EVENTS, stream, POLICY, plentyOfTime)).toEqual({ delivered: 7 });
    expect(calls).toEqual([
      ["ab", "cd"],
      ["ef", "g"],
    ]);
  });

  test("stops after the call with a record that is never accepted, and counts the events before it", async () => {
    const { calls, stream } = streamRefusing("cd");

    const result = await deliver(EVENTS, stream, POLICY, plentyOfTime);

    expect(result).toEqual({ delivered: 2, error: new Error("refused cd") });
    expect(calls).toEqual([["ab", "cd"], ["cd"]]);
  });

  test("counts events behind the refused record in the same call as not delivered", async () => {
    const { stream } = streamRefusing("ab");

    expect(await deliver(EVENTS, stream, POLICY, plentyOfTime)).toMatchObject({ delivered: 0 });
  });

  test("takes a call that was rejected as a failure of its records", async () => {
    const stream: DeliveryStream = { putRecords: () => Promise.reject(new Error("no such stream")) };

    expect(await deliver(EVENTS, stream, POLICY, plentyOfTime)).toEqual({
      delivered: 0,
      error: new Error("no such stream"),
    });
  });

  test("makes no call when there is nothing to deliver", async () => {
    const { calls, stream } = streamRefusing();

    expect(await deliver([], stream, POLICY, plentyOfTime)).toEqual({ delivered: 0 });
    expect(calls).toEqual([]);
  });
});
