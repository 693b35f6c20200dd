import { takeFromAll, Throughput } from "../../src/quotas/throughput";
import { ManualClock } from "../manual-clock";

it("gives a second's worth at once, and the rest as time passes", () => {
  const clock = new ManualClock();
  const quota = new Throughput(10, clock);

  expect([take(quota, 10), take(quota, 1)]).toEqual([true, false]);
  clock.advance(99);
  expect(take(quota, 1)).toBe(false);
  clock.advance(1);
  expect([take(quota, 1), take(quota, 1)]).toEqual([true, false]);
});

it("saves up no more than a second's worth", () => {
  const clock = new ManualClock();
  const quota = new Throughput(10, clock);

  clock.advance(60_000);

  expect([take(quota, 10), take(quota, 1)]).toEqual([true, false]);
});

it("gives what is more than a second's worth out of a full quota, and is paid off afterwards", () => {
  const clock = new ManualClock();
  const quota = new Throughput(10, clock);

  expect(take(quota, 25)).toBe(true);
  clock.advance(1_500);
  expect(take(quota, 1)).toBe(false);
  clock.advance(100);
  expect(take(quota, 1)).toBe(true);
});

it("takes from no quota when one of several has not enough", () => {
  const clock = new ManualClock();
  const [records, bytes] = [new Throughput(2, clock), new Throughput(10, clock)];
  take(bytes, 10);

  const taken = takeFromAll([
    [records, 1],
    [bytes, 1],
  ]);

  expect(taken).toBe(false);
  expect(take(records, 2)).toBe(true);
});

function take(quota: Throughput, amount: number): boolean {
  return takeFromAll([[quota, amount]]);
}
