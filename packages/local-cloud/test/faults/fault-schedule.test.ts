import { faultSchedule, KILL_MOMENTS, type Fault } from "../../src/faults/fault-schedule";
import { SeededRandom } from "../../../../tools/demo/sample/seeded-random";

const schedule = faultSchedule(new SeededRandom(7), 50_000);

it("is the same for the same seed, and another for another", () => {
  expect(faultSchedule(new SeededRandom(7), 50_000)).toEqual(schedule);
  expect(faultSchedule(new SeededRandom(8), 50_000)).not.toEqual(schedule);
});

it("has every kind of fault, and kills at every moment at least twice", () => {
  const kinds = (kind: Fault["kind"]) => schedule.filter(({ fault }) => fault.kind === kind).length;
  const moments = schedule.flatMap(({ fault }) => (fault.kind === "function-kill" ? [fault.moment] : []));

  expect(kinds("item-throttle")).toBeGreaterThan(1);
  expect(kinds("failed-entries")).toBeGreaterThan(1);
  expect(kinds("lost-delivery-answer")).toBeGreaterThan(1);
  expect(kinds("shard-split")).toBeGreaterThan(0);
  expect(kinds("gateway-restart")).toBeGreaterThan(0);
  for (const moment of KILL_MOMENTS) expect(moments.filter((other) => other === moment).length).toBeGreaterThan(1);
});

it.each([1, 2, 3, 4, 5])("strikes in order, while events flow before and after (seed %i)", (seed) => {
  const times = faultSchedule(new SeededRandom(seed), 1_000).map(({ afterRecords }) => afterRecords);

  expect(times).toEqual([...times].sort((left, right) => left - right));
  expect(times[0]).toBeGreaterThanOrEqual(50);
  expect(times.at(-1)).toBeLessThanOrEqual(850);
});

it("spreads the faults of a kind: one in each part of the run", () => {
  const kills = schedule.filter(({ fault }) => fault.kind === "function-kill").map(({ afterRecords }) => afterRecords);
  const part = (50_000 * 0.8) / kills.length;

  kills.forEach((afterRecords, index) => {
    expect(afterRecords).toBeGreaterThanOrEqual(Math.floor(2_500 + index * part));
    expect(afterRecords).toBeLessThan(2_500 + (index + 1) * part);
  });
});
