import { demoEvents } from "../../../../tools/demo/sample/demo-events";
import { eventUuid } from "../../../../tools/demo/expectation/event-uuid";

const options = { env: "dev", count: 200, seed: 3 };
const noon = Date.UTC(2026, 10, 24, 12);
const minuteToMidnight = Date.UTC(2026, 10, 24, 23, 59);

test("the same seed makes the same events all day long, so that a run in the other mode has them, too", () => {
  expect(demoEvents(options, minuteToMidnight)).toEqual(demoEvents(options, noon));
});

test("another seed and another day have another name and other events", () => {
  const first = (sample: ReturnType<typeof demoEvents>) => eventUuid(sample.records[0]?.data ?? new Uint8Array());
  const samples = [
    demoEvents(options, noon),
    demoEvents({ ...options, seed: 4 }, noon),
    demoEvents(options, noon + 86_400_000),
  ];

  expect(new Set(samples.map(({ sample }) => sample)).size).toBe(3);
  expect(new Set(samples.map(first)).size).toBe(3);
});
