import { FirstAppend } from "../../../../lambda-src/deduplicate/index/first-append";

const BATCH_START = 1_000;
const FRESH = { key: "fresh", start: 1_000, end: 1_005 };
const BEGUN = { key: "begun", start: 998, end: 1_003 };
const OVER = { key: "over", start: 100, end: 105 };

function learned(bucket: typeof FRESH, wasWritten: boolean, times: number): FirstAppend {
  const firstAppend = new FirstAppend();
  for (let time = 0; time < times; time += 1) firstAppend.learn(bucket, BATCH_START, wasWritten);
  return firstAppend;
}

describe("FirstAppend", () => {
  test("is blind to a bucket whose slot began with the batch, and reads those that others may have met before", () => {
    const firstAppend = new FirstAppend();

    expect([FRESH, BEGUN, OVER].map((bucket) => firstAppend.isBlind(bucket, BATCH_START))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("learns that late events meet empty buckets, as with little traffic, and saves their reads", () => {
    const firstAppend = learned(OVER, false, 20);

    expect(firstAppend.isBlind(OVER, BATCH_START)).toBe(true);
    expect(firstAppend.isBlind(BEGUN, BATCH_START)).toBe(false);
  });

  test("learns that buckets have been written already, as with clocks that are ahead, and reads them", () => {
    expect(learned(FRESH, true, 20).isBlind(FRESH, BATCH_START)).toBe(false);
  });
});
