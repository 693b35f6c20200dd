import { writtenInInterval } from "../../../tools/cost/active-objects";
import type { Scenario } from "../../../tools/cost/scenario";

const SCENARIO: Scenario = {
  ...{ eventsPerHour: 1_000_000, eventBytes: 1_000, eventTypes: 100, lateShare: 0, latestDays: 6 },
  ...{ bufferSeconds: 900, bufferMebibytes: 128, curationMinutes: 60, retentionHours: 168 },
};

test("without late events every type writes one object in an interval", () => {
  const { partitions, objects } = writtenInInterval(SCENARIO, 900);

  expect(partitions).toBeCloseTo(100);
  expect(objects).toBeCloseTo(100);
});

test("late events write objects of the days before, and nearly all of them when there are enough", () => {
  expect(writtenInInterval({ ...SCENARIO, lateShare: 0.05 }, 900).objects).toBeCloseTo(700);
});

test("a type without an event in the interval writes nothing", () => {
  const { objects } = writtenInInterval({ ...SCENARIO, eventsPerHour: 4 }, 900);

  // One event in the interval, of one type.
  expect(objects).toBeCloseTo(1, 1);
});

test("a partition that fills up is written as often as it is full", () => {
  const { objects } = writtenInInterval({ ...SCENARIO, eventsPerHour: 1_000_000_000 }, 900, 1_000_000);

  expect(objects).toBeCloseTo(250_000);
});
