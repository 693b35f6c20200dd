import fc from "fast-check";
import { batchSettings } from "../../../modules/deduplicator";

test.each([
  { traffic: "a thousand events an hour", eventsPerHour: 1_000, bytes: 1_000, shards: 4, size: 100, windowSeconds: 2 },
  { traffic: "one event an hour", eventsPerHour: 1, bytes: 1_000, shards: 4, size: 100, windowSeconds: 2 },
  {
    traffic: "a hundred thousand an hour",
    eventsPerHour: 100_000,
    bytes: 1_000,
    shards: 4,
    size: 140,
    windowSeconds: 2,
  },
  {
    traffic: "99 events of one shard in ten seconds",
    eventsPerHour: 142_560,
    bytes: 1_000,
    shards: 4,
    size: 198,
    windowSeconds: 2,
  },
  {
    traffic: "a hundred events of one shard in ten seconds",
    eventsPerHour: 144_000,
    bytes: 1_000,
    shards: 4,
    size: 200,
    windowSeconds: 10,
  },
  { traffic: "a million an hour", eventsPerHour: 1_000_000, bytes: 1_000, shards: 4, size: 1390, windowSeconds: 10 },
  {
    traffic: "a million on one shard",
    eventsPerHour: 1_000_000,
    bytes: 1_000,
    shards: 1,
    size: 2_000,
    windowSeconds: 10,
  },
  {
    traffic: "a million on 40 shards",
    eventsPerHour: 1_000_000,
    bytes: 1_000,
    shards: 40,
    size: 140,
    windowSeconds: 2,
  },
  { traffic: "a million of 10 kB", eventsPerHour: 1_000_000, bytes: 10_000, shards: 4, size: 400, windowSeconds: 10 },
  { traffic: "a million of 1 MiB", eventsPerHour: 1_000_000, bytes: 1_048_576, shards: 4, size: 3, windowSeconds: 10 },
  {
    traffic: "a thousand times as many, on the shards that an on-demand stream grows to",
    eventsPerHour: 1_000_000_000,
    bytes: 1_000,
    shards: 556,
    size: 2_000,
    windowSeconds: 10,
  },
])(
  "$traffic ($shards shards): batches of $size records or $windowSeconds s",
  ({ bytes, shards, size, windowSeconds, eventsPerHour }) => {
    expect(batchSettings({ eventsPerHour, averageEventBytes: bytes }, shards)).toEqual({ size, windowSeconds });
  },
);

const traffic = fc.record({
  eventsPerHour: fc.integer({ min: 1, max: 2_000_000_000 }),
  averageEventBytes: fc.integer({ min: 1, max: 1_048_576 }),
});
const shards = fc.integer({ min: 1, max: 500 });

test("whatever the traffic, a batch has 1 to 2,000 records and of the average event no more than 4 MB", () => {
  fc.assert(
    fc.property(traffic, shards, (declared, count) => {
      const { size } = batchSettings(declared, count);

      expect(Number.isInteger(size)).toBe(true);
      expect(size).toBeGreaterThanOrEqual(1);
      expect(size).toBeLessThanOrEqual(2_000);
      expect(size * declared.averageEventBytes).toBeLessThanOrEqual(4_000_000);
    }),
  );
});

test("more traffic on as many shards never makes smaller batches", () => {
  fc.assert(
    fc.property(traffic, shards, fc.integer({ min: 1, max: 2_000_000_000 }), (declared, count, more) => {
      const busier = { ...declared, eventsPerHour: declared.eventsPerHour + more };

      expect(batchSettings(busier, count).size).toBeGreaterThanOrEqual(batchSettings(declared, count).size);
      expect(batchSettings(busier, count).windowSeconds).toBeGreaterThanOrEqual(
        batchSettings(declared, count).windowSeconds,
      );
    }),
  );
});
