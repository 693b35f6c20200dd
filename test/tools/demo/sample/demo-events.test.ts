import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { demoEvents, readEventsFile } from "../../../../tools/demo/sample/demo-events";
import { eventUuid } from "../../../../tools/demo/expectation/event-rules";

const options = { env: "dev", count: 200, seed: 3 };
const noon = Date.UTC(2026, 10, 24, 12);
const minuteToMidnight = Date.UTC(2026, 10, 24, 23, 59);

test("the same seed makes the same events all day long, so that a run in the other mode has them, too", () => {
  expect(demoEvents(options, minuteToMidnight)).toEqual(demoEvents(options, noon));
});

test("another seed and another day have another name and other events", () => {
  const first = (sample: ReturnType<typeof demoEvents>) => eventUuid(sample.records[0]?.data ?? new Uint8Array());
  const samples = [
    demoEvents(options, noon),
    demoEvents({ ...options, seed: 4 }, noon),
    demoEvents(options, noon + 86_400_000),
  ];

  expect(new Set(samples.map(({ sample }) => sample)).size).toBe(3);
  expect(new Set(samples.map(first)).size).toBe(3);
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "events-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function read(content: string | Uint8Array): { text: string; partitionKey: string }[] {
  const path = join(folder, "events.ndjson");
  writeFileSync(path, content);
  return readEventsFile(path).map(({ data, partitionKey }) => ({
    text: Buffer.from(data).toString("latin1"),
    partitionKey,
  }));
}

function hash(line: string): string {
  return createHash("sha256").update(line, "latin1").digest("hex");
}

test("each line is a record with its exact bytes, and its id is the partition key", () => {
  expect(read('{"event_uuid":"a", "x":1.10}\r\n {"event_uuid":"b"} ')).toEqual([
    { text: '{"event_uuid":"a", "x":1.10}\r', partitionKey: "a" },
    { text: ' {"event_uuid":"b"} ', partitionKey: "b" },
  ]);
});

test.each(["", "\n", "\n\n\n"])("empty lines at the very end are no records (%j)", (end) => {
  expect(read(`{"event_uuid":"a"}${end}`)).toHaveLength(1);
});

test("an empty line between others is a record without bytes", () => {
  expect(read("\n{}\n\n{}\n").map(({ text }) => text)).toEqual(["", "{}", "", "{}"]);
});

test("an empty file has no records", () => {
  expect(read("")).toEqual([]);
});

test.each([
  ["is no JSON", "{"],
  ["is an array", "[1]"],
  ["has no id", '{"event_name":"x"}'],
  ["has a number as id", '{"event_uuid":1}'],
  ["has an empty id", '{"event_uuid":""}'],
  ["has an id that Kinesis does not take", `{"event_uuid":"${"a".repeat(257)}"}`],
  ["has half a character as id", '{"event_uuid":"\\ud800"}'],
  ["is no UTF-8", "\xff\xfe"],
])("a line that %s goes by its hash", (_, line) => {
  expect(read(Buffer.from(`${line}\n`, "latin1"))).toEqual([{ text: line, partitionKey: hash(line) }]);
});

test("a file that is missing is refused with its name", () => {
  expect(() => readEventsFile(join(folder, "missing.ndjson"))).toThrow(/missing\.ndjson/);
});
