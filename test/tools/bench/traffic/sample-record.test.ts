import { sampleEventText } from "../../../../tools/bench/traffic/sample-record";

const CLAIM = { eventUuid: "0f8fad5b-d9cb-469f-a165-70867728950e", createdAt: 1_790_000_000.123 };

test.each([512, 1_024, 2_048])("an event of %d bytes has just that many, though it is not all ASCII", (bytes) => {
  expect(Buffer.byteLength(sampleEventText(CLAIM, bytes))).toBe(bytes);
});

test("an event that is too small for its fields is refused", () => {
  expect(() => sampleEventText(CLAIM, 100)).toThrow("An event of 100 bytes has no room for its fields");
});
