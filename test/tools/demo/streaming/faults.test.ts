import type { FaultReport } from "@event-lake/local-cloud/faults";
import {
  chaosChecks,
  chaosSchedule,
  recordsPutAgain,
  redeliverableEvents,
} from "../../../../tools/demo/streaming/faults";

const base64 = (text: string) => Buffer.from(text).toString("base64");
const line = (uuid: string) => JSON.stringify({ event_uuid: uuid, event_name: "a:b", payload: '{"text":"one\\ntwo"}' });

function report(changed: Partial<FaultReport> = {}): FaultReport {
  const counts = { kills: 6, throttledRequests: 9, failedEntries: 2, cutConnections: 3, splits: 2, restarts: 2 };
  const accounts = { recordsTaken: 100, recordsTakenUnknown: [], deliveriesAtRisk: [] };
  return { ...counts, ...accounts, waiting: 0, striking: 0, ...changed };
}

function failed(changed: Partial<FaultReport>, sent = 100): string[] {
  return chaosChecks(report(changed), sent).flatMap(({ name, passed }) => (passed ? [] : [name]));
}

test("a seed stands for one schedule", () => {
  expect(chaosSchedule(3, 5_000)).toEqual(chaosSchedule(3, 5_000));
  expect(chaosSchedule(4, 5_000)).not.toEqual(chaosSchedule(3, 5_000));
});

test("an event may be stored once more for each of its deliveries at risk, in whichever record it was packed", () => {
  const deliveriesAtRisk = [base64(`${line("a")}\n${line("b")}`), base64(`${line("a")}\n`)];

  expect(redeliverableEvents(report({ deliveriesAtRisk }))).toEqual(
    new Map([
      ["a:b a", 2],
      ["a:b b", 1],
    ]),
  );
});

test("what a producer put again counts as sent", () => {
  const packed = { data: Buffer.from("é"), partitionKey: "p", events: [Buffer.from("e")] };

  expect(recordsPutAgain(report({ recordsTakenUnknown: [base64("é")] }), [packed])).toEqual([packed]);
  expect(recordsPutAgain(report({ recordsTakenUnknown: [base64("x")] }), [packed])).toMatchObject([
    { data: Buffer.from("x") },
  ]);
  expect(recordsPutAgain(undefined, [packed])).toEqual([]);
});

test("a chaos that struck in full, with books that are right, passes", () => {
  expect(failed({})).toEqual([]);
  expect(failed({ recordsTaken: 101, recordsTakenUnknown: ["a"] })).toEqual([]);
});

test.each<[string, Partial<FaultReport>]>([
  ["a fault still waits", { waiting: 1 }],
  ["nothing was killed", { kills: 0 }],
  ["no shard was split", { splits: 0 }],
  ["the gateway stayed up", { restarts: 0 }],
])("a chaos in which %s fails", (_, changed) => {
  expect(failed(changed)).toEqual(["every scheduled fault struck"]);
});

test.each([99, 101])("a stream that took %i records of 100 fails", (recordsTaken) => {
  expect(failed({ recordsTaken })).toEqual([
    "the stream took what was sent, and once more only what a producer could not know to be taken",
  ]);
});
