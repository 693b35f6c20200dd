import { batchesOf } from "../../../../tools/bench/traffic/event-traffic";
import { indexSimulation } from "../../../../tools/bench/traffic/stream-scenario";

test("a part of the shards carries its part of the events, and batches as full as those of the whole stream", () => {
  const { traffic } = indexSimulation({ declaredPerHour: 4_000_000, lateShare: 0, durationSeconds: 60 });

  const whole = [...batchesOf({ ...traffic, simulatedShards: traffic.shards })];
  const part = [...batchesOf({ ...traffic, simulatedShards: 1 })];

  const [all, some] = [whole.flat().length, part.flat().length];
  expect((some / all) * traffic.shards).toBeGreaterThan(0.95);
  expect((some / all) * traffic.shards).toBeLessThan(1.05);
  expect(Math.max(...part.map(({ length }) => length))).toBeGreaterThan(
    0.9 * Math.max(...whole.map(({ length }) => length)),
  );
  expect(new Set(part.flat().map(({ owner }) => owner.split(":")[0]))).toEqual(new Set(["shard-0"]));
});
