import { environments } from "../../environments";
import type { Environment } from "../../environments/schema";
import { checkIndexChoice, indexShape } from "../../stacks/index-shape";

function environmentWith(
  eventsPerHour: number,
  index: Environment["deduplication"]["index"] = "item-per-event",
): Environment {
  const [first] = environments;
  if (!first) throw new Error("There is no environment.");
  return {
    ...first,
    name: "prod",
    traffic: { eventsPerHour, averageEventBytes: 1_000 },
    deduplication: { windowDays: 7, index },
  };
}

describe("indexShape", () => {
  test("is a bucket log with buckets that fit the declared traffic", () => {
    expect(indexShape(environmentWith(1_000_000, "bucket-log"))).toEqual({
      kind: "bucket-log",
      geometry: { slotSeconds: 5, subBucketBits: 2 },
    });
  });

  test("is one item for each event when the environment says so", () => {
    expect(indexShape(environmentWith(1_000))).toEqual({ kind: "item-per-event" });
  });
});

describe("checkIndexChoice", () => {
  test("has nothing to say about a bucket log at any traffic", () => {
    expect(checkIndexChoice(environmentWith(5, "bucket-log"))).toBeUndefined();
    expect(checkIndexChoice(environmentWith(1_000_000_000, "bucket-log"))).toBeUndefined();
  });

  test("has nothing to say about one item for each event at little traffic", () => {
    expect(checkIndexChoice(environmentWith(100_000))).toBeUndefined();
  });

  test("warns with the price when one item for each event costs more than 50 dollars a month", () => {
    expect(checkIndexChoice(environmentWith(1_000_000))).toBe(
      'environments/prod.ts: deduplication.index: got "item-per-event" at traffic.eventsPerHour 1000000; ' +
        "one write for each event costs about 456 dollars a month, a bucket log a thirteenth of it or less. " +
        'Write "bucket-log" if producers keep created_at when they send an event again (docs/deduplication.md), or keep it if they cannot.',
    );
  });

  test("refuses one item for each event where a table could not take the writes", () => {
    expect(() => checkIndexChoice(environmentWith(100_000_000))).toThrow(
      /^environments\/prod\.ts: deduplication\.index: got "item-per-event" .* 55556 writes a second at the peak, and DynamoDB gives a table 40000/,
    );
  });
});
