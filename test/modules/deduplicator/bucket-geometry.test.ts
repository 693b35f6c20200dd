import fc from "fast-check";
import { MAX_SUB_BUCKET_BITS } from "../../../lambda-src/interface";
import { bucketGeometry } from "../../../modules/deduplicator";

test.each([
  [1_000, 4, 2, { slotSeconds: 2, subBucketBits: 2 }],
  [10_000, 4, 2, { slotSeconds: 10, subBucketBits: 2 }],
  [100_000, 4, 2, { slotSeconds: 10, subBucketBits: 2 }],
  [1_000_000, 4, 10, { slotSeconds: 5, subBucketBits: 2 }],
  [1_000_000_000, 556, 10, { slotSeconds: 1, subBucketBits: 10 }],
])("%i events an hour on %i shards in batches of %i s", (eventsPerHour, shards, batchWindowSeconds, geometry) => {
  expect(bucketGeometry({ eventsPerHour, shards, batchWindowSeconds })).toEqual(geometry);
});

test("a little more traffic than declared before does not move the ids to other buckets", () => {
  const at = (eventsPerHour: number) => bucketGeometry({ eventsPerHour, shards: 4, batchWindowSeconds: 10 });

  expect(at(600_000)).toEqual(at(1_000_000));
});

test("whatever the traffic, a bucket has at most 350 ids, or one second, and no sub-bucket spans two shards", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 2_000_000_000 }),
      fc.integer({ min: 1, max: 20_000 }),
      fc.integer({ min: 1, max: 300 }),
      (eventsPerHour, shards, batchWindowSeconds) => {
        const { slotSeconds, subBucketBits } = bucketGeometry({ eventsPerHour, shards, batchWindowSeconds });

        const idsPerBucket = ((eventsPerHour / 3600) * slotSeconds) / 2 ** subBucketBits;
        expect(idsPerBucket).toBeLessThanOrEqual(350);
        expect(2 ** subBucketBits).toBeGreaterThanOrEqual(shards);
        expect(subBucketBits).toBeLessThanOrEqual(MAX_SUB_BUCKET_BITS);
        expect(Number.isInteger(slotSeconds) && slotSeconds >= 1).toBe(true);
      },
    ),
  );
});
