import { LIST_PRICES } from "../../../tools/cost/list-prices";
import { measuredFigures } from "../../../tools/cost/measured-figures";
import { modeCost, totalDollars } from "../../../tools/cost/path-cost";
import { deliveredInInterval, type Scenario, writtenInInterval } from "../../../tools/cost/scenario";
import { PERFORMANCE_PAGE } from "./performance-page";

const MEASURED = measuredFigures(PERFORMANCE_PAGE);
const PACKING = { eventsPerBatch: 500, deliveredBytes: 1_400, packedBilledBytes: 1_400, singleBilledBytes: 5_120 };
const SCENARIO: Scenario = {
  ...{ eventsPerHour: 1_000_000, eventBytes: 1_000, eventTypes: 100, lateShare: 0.05, latestDays: 6 },
  ...{ bufferSeconds: 900, bufferMebibytes: 128, curationMinutes: 60, retentionHours: 168 },
};
const GIB = 2 ** 30;

test("in the lake nothing is paid for a function and an index, objects are few, and the job and Firehose cost more", () => {
  const [flight, lake] = (["in-flight", "in-lake"] as const).map((mode) => modeCost(mode, SCENARIO, PACKING, MEASURED));

  expect(lake).toMatchObject({ function: 0, index: 0, stream: flight?.stream });
  expect(lake?.objects).toBeLessThan((flight?.objects ?? 0) / 2);
  expect(lake?.job).toBeGreaterThan(flight?.job ?? Infinity);
  expect(lake?.delivery).toBeGreaterThan(flight?.delivery ?? Infinity);
});

test("Firehose bills an event from the stream as 5 KB, and packed ones by their bytes", () => {
  const rate = { take: LIST_PRICES.firehoseGib.dollars, convert: LIST_PRICES.firehoseConversionGib.dollars };
  const partition = LIST_PRICES.firehosePartitioningGib.dollars;

  expect(modeCost("in-lake", SCENARIO, PACKING, MEASURED).delivery).toBeCloseTo((1e6 * 5_120 * rate.take) / GIB);
  expect(modeCost("in-flight", SCENARIO, PACKING, MEASURED).delivery).toBeCloseTo(
    (1e6 * 1_400 * (rate.take + rate.convert + partition)) / GIB,
  );
});

test("a run of the job is billed for a minute at least: at little traffic fewer runs cost less", () => {
  const little = { ...SCENARIO, eventsPerHour: 1_000, eventTypes: 1 };
  const hourly = modeCost("in-flight", little, PACKING, MEASURED).job;
  const daily = modeCost("in-flight", { ...little, curationMinutes: 1_440 }, PACKING, MEASURED).job;

  // Two workers of one DPU for a minute, for a thousand events.
  expect(hourly).toBeCloseTo((2 / 60) * LIST_PRICES.glueDpuHour.dollars * 1_000);
  expect(hourly / daily).toBeCloseTo(24);
});

test("the total is the sum of all parts", () => {
  const cost = modeCost("in-flight", SCENARIO, PACKING, MEASURED);

  expect(totalDollars(cost)).toBeCloseTo(Object.values(cost).reduce((sum: number, part) => sum + part, 0));
});

const ON_TIME: Scenario = { ...SCENARIO, lateShare: 0 };

test("without late events every type writes one object in an interval", () => {
  const { partitions, objects } = writtenInInterval(ON_TIME, 900);

  expect(partitions).toBeCloseTo(100);
  expect(objects).toBeCloseTo(100);
});

test("late events write objects of the days before, and nearly all of them when there are enough", () => {
  expect(writtenInInterval({ ...ON_TIME, lateShare: 0.05 }, 900).objects).toBeCloseTo(700);
});

test("a type without an event in the interval writes nothing", () => {
  const { objects } = writtenInInterval({ ...ON_TIME, eventsPerHour: 4 }, 900);

  // One event in the interval, of one type.
  expect(objects).toBeCloseTo(1, 1);
});

test("a partition that fills up is written as often as it is full", () => {
  const { objects } = writtenInInterval({ ...ON_TIME, eventsPerHour: 1_000_000_000 }, 900, 1_000_000);

  expect(objects).toBeCloseTo(250_000);
});

test("in flight, events older than a day are delivered together: they write one object more, and not one for each type and day", () => {
  // Of each type today and yesterday, and one of late events.
  expect(deliveredInInterval({ ...ON_TIME, lateShare: 0.05 }, 900).objects).toBeCloseTo(201, 0);
  expect(deliveredInInterval(ON_TIME, 900).objects).toBeCloseTo(100);
});
