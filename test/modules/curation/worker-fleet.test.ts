import fc from "fast-check";
import { workerFleet } from "../../../modules/curation";
import { curatedTraffic } from "../../../modules/curation/worker-fleet";

const KILOBYTE = 1_000;

test.each([
  { traffic: "a thousand events an hour", eventsPerHour: 1_000, everyMinutes: 60, workerType: "G.1X", workers: 2 },
  { traffic: "a million, hourly", eventsPerHour: 1_000_000, everyMinutes: 60, workerType: "G.1X", workers: 2 },
  { traffic: "a million, once a day", eventsPerHour: 1_000_000, everyMinutes: 1440, workerType: "G.1X", workers: 2 },
  { traffic: "a hundred million", eventsPerHour: 100_000_000, everyMinutes: 60, workerType: "G.1X", workers: 29 },
  { traffic: "what 99 executors take", eventsPerHour: 356_400_000, everyMinutes: 60, workerType: "G.1X", workers: 100 },
  { traffic: "a little more", eventsPerHour: 356_400_100, everyMinutes: 60, workerType: "G.2X", workers: 51 },
  { traffic: "a thousand million", eventsPerHour: 1_000_000_000, everyMinutes: 60, workerType: "G.4X", workers: 71 },
])("$traffic: $workers workers of type $workerType", ({ eventsPerHour, everyMinutes, workerType, workers }) => {
  expect(workerFleet({ eventsPerHour, averageEventBytes: KILOBYTE, everyMinutes })).toEqual({ workerType, workers });
});

test("large events count by their bytes", () => {
  const traffic = { eventsPerHour: 100_000_000, everyMinutes: 60 };

  expect(workerFleet({ ...traffic, averageEventBytes: 100 })).toEqual(
    workerFleet({ ...traffic, averageEventBytes: KILOBYTE }),
  );
  expect(workerFleet({ ...traffic, averageEventBytes: 2 * KILOBYTE })).toEqual({ workerType: "G.1X", workers: 57 });
});

const traffic = fc.record({
  eventsPerHour: fc.integer({ min: 1, max: 1_000_000_000 }),
  averageEventBytes: fc.integer({ min: 1, max: KILOBYTE }),
  everyMinutes: fc.constantFrom(15, 60, 1440),
});
const CORES: Readonly<Record<string, number>> = { "G.1X": 4, "G.2X": 8, "G.4X": 16, "G.8X": 32 };

test("more traffic never has fewer cores, and there are always a driver and an executor", () => {
  fc.assert(
    fc.property(traffic, fc.integer({ min: 1, max: 1_000_000_000 }), (declared, more) => {
      const fleet = workerFleet(declared);
      const busier = workerFleet({ ...declared, eventsPerHour: declared.eventsPerHour + more });
      const executorCores = ({ workers, workerType }: typeof fleet) => (workers - 1) * (CORES[workerType] ?? 0);

      expect(fleet.workers).toBeGreaterThanOrEqual(2);
      expect(fleet.workers).toBeLessThanOrEqual(100);
      expect(executorCores(busier)).toBeGreaterThanOrEqual(executorCores(fleet));
    }),
  );
});

test("the largest workers are not of the class flex, and the message says what to do", () => {
  const traffic = (eventsPerHour: number) => ({ eventsPerHour, averageEventBytes: KILOBYTE });

  expect(curatedTraffic(60, "us-east-1", "flex")(traffic(100_000_000))).toEqual([]);
  expect(curatedTraffic(60, "us-east-1", "flex")(traffic(1_000_000_000))).toMatchObject([
    { rule: expect.stringContaining("G.4X") as string, fix: 'Set executionClass to "standard"' },
  ]);
});

test("what a hundred of the largest workers could not curate is refused", () => {
  expect(() => workerFleet({ eventsPerHour: 100_000_000_000, averageEventBytes: KILOBYTE, everyMinutes: 60 })).toThrow(
    "100000000000 events of 1000 bytes an hour need 111112 cores in a curation run; 100 workers of type G.8X have 3200.",
  );
});

test("workers of a type that Glue does not have in the region are refused, with type and region", () => {
  const billion = { eventsPerHour: 1_000_000_000, averageEventBytes: KILOBYTE };

  expect(curatedTraffic(60, "eu-central-1")(billion)).toEqual([]);
  expect(curatedTraffic(60, "eu-west-3")({ ...billion, eventsPerHour: 1_000_000 })).toEqual([]);
  expect(curatedTraffic(60, "eu-west-3")(billion)).toMatchObject([
    { rule: "needs workers of type G.4X in a curation run, which Glue does not have in eu-west-3" },
  ]);
});
