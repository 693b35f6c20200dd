import { bucketGeometry } from "../../../../modules/deduplicator";
import { comparedBucketLogCost, measureInMemory } from "../../../../tools/bench/index-cost/bucket-log-cost";

const DAY = 86_400;

/** A million events an hour on four shards, in batches of ten seconds; or a part of that. */
function simulation({ lateShare = 0, scale = 1, durationSeconds = 120, instances = 1 }) {
  const batchWindowSeconds = scale < 1 ? 2 : 10;
  return {
    traffic: {
      eventsPerSecond: 278 * scale,
      shards: 4,
      batchWindowSeconds,
      batchSize: 2_000,
      durationSeconds,
      lateShare,
      latestSeconds: 6 * DAY,
      startsAt: 1_790_000_000,
      seed: 7,
    },
    geometry: bucketGeometry({ eventsPerHour: 1_000_000 * scale, shards: 4, batchWindowSeconds }),
    windowSeconds: 7 * DAY,
    instances,
  };
}

describe("the bucket log at a million events an hour", () => {
  test("takes less than 0.0137 write units for an event, and no read, when none is late", async () => {
    const { events, usage } = await measureInMemory(simulation({}));

    expect(usage.writeUnits / events).toBeLessThan(0.0137);
    expect(usage.readUnits / events).toBeLessThan(0.001);
  });

  test("takes less than 0.065 write units, and a read unit for each late event, when 5 % are late by up to six days", async () => {
    const { events, usage } = await measureInMemory(simulation({ lateShare: 0.05 }));

    expect(usage.writeUnits / events).toBeLessThan(0.065);
    expect(usage.readUnits / events).toBeLessThan(0.055);
    expect((usage.appends + usage.queries) / events).toBeLessThan(0.11);
  });

  test("takes hardly more when every shard's batches are spread over four instances that do not know of each other", async () => {
    const { events, usage } = await measureInMemory(simulation({ instances: 4 }));

    expect(usage.writeUnits / events + usage.readUnits / events / 5).toBeLessThan(0.0145);
  });
});

test.each([0, 0.05, 0.2])(
  "at a thousandth of the traffic, %d of it late, it costs no more than one put for each event",
  async (lateShare) => {
    const { events, usage } = await measureInMemory(
      simulation({ lateShare, scale: 1 / 1000, durationSeconds: 10_000 }),
    );

    expect(usage.writeUnits / events + usage.readUnits / events / 5).toBeLessThan(1);
  },
);

test("dynalite reports the units that are counted in memory, but none for a query that finds nothing", async () => {
  const cost = await comparedBucketLogCost({ declaredPerHour: 1_000_000, lateShare: 0.05, durationSeconds: 10 });

  expect(cost.unreportedWriteUnits).toBe(0);
  expect(cost.unreportedReadUnits).toBeLessThan(0.03 * cost.readUnits);
}, 60_000);
