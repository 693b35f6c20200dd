import { readAcknowledgements } from "../src/acknowledgements";

const entry = {
  stack: "event-lake-dev",
  check: "store-removed",
  address: "aws_kinesis_stream.events",
  reason: "Nobody sends events to it yet",
  expires: "2026-03-31",
  by: "platform",
};

test.each([
  ["a key too many", [{ ...entry, until: "2026" }], /until/],
  ["a key too few", [{ ...entry, by: undefined }], /by/],
  ["no stack", [{ ...entry, stack: undefined }], /stack/],
  ["a day that does not exist", [{ ...entry, expires: "2026-02-30" }], /YYYY-MM-DD/],
  ["a reason that says nothing", [{ ...entry, reason: "ok" }], /10 characters/],
  ["no list", entry, /array/],
])("an acknowledgement with %s is refused", (_, json, message) => {
  expect(() => readAcknowledgements(JSON.stringify(json))).toThrow(message);
});

test("what is not JSON is refused with what to write instead", () => {
  expect(() => readAcknowledgements("")).toThrow(/plan-acknowledgements.json is not JSON.*Write \[\]/);
});
