import fc from "fast-check";
import { batchSettings } from "../../stacks/batch-settings";

test.each([
  { traffic: "a thousand events an hour", eventsPerHour: 1_000, bytes: 1_000, size: 100, windowSeconds: 2 },
  { traffic: "one event an hour", eventsPerHour: 1, bytes: 1_000, size: 100, windowSeconds: 2 },
  { traffic: "a hundred thousand events an hour", eventsPerHour: 100_000, bytes: 1_000, size: 140, windowSeconds: 2 },
  {
    traffic: "a hundred events of one shard in ten seconds",
    eventsPerHour: 144_000,
    bytes: 1_000,
    size: 200,
    windowSeconds: 10,
  },
  { traffic: "a million events an hour", eventsPerHour: 1_000_000, bytes: 1_000, size: 1390, windowSeconds: 10 },
  { traffic: "a million events of 10 kB", eventsPerHour: 1_000_000, bytes: 10_000, size: 400, windowSeconds: 10 },
  { traffic: "a million events of 1 MiB", eventsPerHour: 1_000_000, bytes: 1_048_576, size: 3, windowSeconds: 10 },
  { traffic: "a thousand times as many", eventsPerHour: 1_000_000_000, bytes: 1_000, size: 2_000, windowSeconds: 10 },
])("$traffic: batches of $size records or $windowSeconds s", ({ eventsPerHour, bytes, size, windowSeconds }) => {
  expect(batchSettings({ eventsPerHour, averageEventBytes: bytes })).toEqual({ size, windowSeconds });
});

const traffic = fc.record({
  eventsPerHour: fc.integer({ min: 1, max: 2_000_000_000 }),
  averageEventBytes: fc.integer({ min: 1, max: 1_048_576 }),
});

test("whatever the traffic, a batch has 1 to 2,000 records and of the average event no more than 4 MB", () => {
  fc.assert(
    fc.property(traffic, (declared) => {
      const { size } = batchSettings(declared);

      expect(Number.isInteger(size)).toBe(true);
      expect(size).toBeGreaterThanOrEqual(1);
      expect(size).toBeLessThanOrEqual(2_000);
      expect(size * declared.averageEventBytes).toBeLessThanOrEqual(4_000_000);
    }),
  );
});

test("more traffic never makes smaller batches", () => {
  fc.assert(
    fc.property(traffic, fc.integer({ min: 1, max: 2_000_000_000 }), (declared, more) => {
      const busier = { ...declared, eventsPerHour: declared.eventsPerHour + more };

      expect(batchSettings(busier).size).toBeGreaterThanOrEqual(batchSettings(declared).size);
      expect(batchSettings(busier).windowSeconds).toBeGreaterThanOrEqual(batchSettings(declared).windowSeconds);
    }),
  );
});
