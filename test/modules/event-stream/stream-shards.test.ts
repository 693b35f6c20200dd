import { streamShards } from "../../../modules/event-stream";

function onDemand(eventsPerHour: number, averageEventBytes = 100) {
  return streamShards({ kind: "on-demand" }, { eventsPerHour, averageEventBytes });
}

test("a provisioned stream has the shards that were chosen", () => {
  const traffic = { eventsPerHour: 1_000_000, averageEventBytes: 1_000 };

  expect(streamShards({ kind: "provisioned", shards: 3 }, traffic)).toBe(3);
});

test("an on-demand stream has four, or what its records or its bytes need", () => {
  expect(onDemand(1_000_000)).toBe(4);
  expect(onDemand(36_000_000)).toBe(10);
  expect(onDemand(36_000_000, 1_000)).toBe(20);
});
