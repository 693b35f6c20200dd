import { retryDelayMillis } from "../../src/kinesis-poller/retry-delay";

it("doubles from one second to at most a minute, also for a retry that comes very late", () => {
  expect([1, 2, 3, 6, 7, 8, 10_000].map(retryDelayMillis)).toEqual([1000, 2000, 4000, 32_000, 60_000, 60_000, 60_000]);
});
