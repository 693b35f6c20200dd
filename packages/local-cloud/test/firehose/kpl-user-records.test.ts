import { readFileSync } from "node:fs";
import path from "node:path";
import { kplUserRecords } from "../../src/firehose/kpl-user-records";

/** Made by an implementation of the published format that is not ours. */
const AGGREGATED = readFileSync(path.join(__dirname, "kpl-aggregated.bin"));

const texts = (data: Uint8Array) => kplUserRecords(data).map((record) => Buffer.from(record).toString());

test("an aggregate of the Kinesis Producer Library is five records to a delivery stream", () => {
  expect(texts(AGGREGATED).map((text) => (JSON.parse(text) as { event_uuid: string }).event_uuid)).toEqual([
    "F1-0",
    "F1-1",
    "F1-2",
    "F1-3",
    "F1-4",
  ]);
});

test("a record that is no aggregate is passed on as it is", () => {
  expect(texts(Buffer.from('{"a":1}'))).toEqual(['{"a":1}']);
});

test("an aggregate that is damaged is passed on whole", () => {
  const damaged = Buffer.from(AGGREGATED);
  damaged[100] = 0x21;

  expect(kplUserRecords(damaged)).toEqual([damaged]);
});
