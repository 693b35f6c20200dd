import { ClockCache } from "../../src/firehose/deployed-resources";
import { ManualClock } from "../manual-clock";

it("loads a value once per lifetime, and shares a load that is under way", async () => {
  const clock = new ManualClock(0);
  const cache = new ClockCache<number>(clock, 1000);
  let loads = 0;
  const load = () => Promise.resolve((loads += 1));

  const together = await Promise.all([cache.get("a", load), cache.get("a", load)]);
  clock.advance(999);
  const still = await cache.get("a", load);
  clock.advance(1);
  const anew = await cache.get("a", load);

  expect([together, still, anew]).toEqual([[1, 1], 1, 2]);
});

it("does not remember a failure", async () => {
  const cache = new ClockCache<number>(new ManualClock(0), 1000);

  await expect(cache.get("a", () => Promise.reject(new Error("down")))).rejects.toThrow("down");

  expect(await cache.get("a", () => Promise.resolve(1))).toBe(1);
});
