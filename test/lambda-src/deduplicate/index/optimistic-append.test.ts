import { OptimisticAppend } from "../../../../lambda-src/deduplicate/index/optimistic-append";

const BATCH_START = 1_000;
const NEW = { key: "new", start: 1_000, end: 1_005 };
const BEGUN = { key: "begun", start: 998, end: 1_003 };
const OVER = { key: "over", start: 100, end: 105 };

function learned(bucket: typeof NEW, wasWritten: boolean, times: number): OptimisticAppend {
  const optimisticAppend = new OptimisticAppend();
  for (let time = 0; time < times; time += 1) optimisticAppend.learn(bucket, BATCH_START, wasWritten);
  return optimisticAppend;
}

describe("OptimisticAppend", () => {
  test("appends at once to a bucket whose slot began with the batch, and reads those that others may have written to", () => {
    const optimisticAppend = new OptimisticAppend();

    expect([NEW, BEGUN, OVER].map((bucket) => optimisticAppend.isWorthTrying(bucket, BATCH_START))).toEqual([
      true,
      false,
      false,
    ]);
  });

  test("learns that late events meet empty buckets, as with little traffic, and saves their reads", () => {
    const optimisticAppend = learned(OVER, false, 20);

    expect(optimisticAppend.isWorthTrying(OVER, BATCH_START)).toBe(true);
    expect(optimisticAppend.isWorthTrying(BEGUN, BATCH_START)).toBe(false);
  });

  test("learns that buckets have been written already, as with clocks that are ahead, and reads them", () => {
    expect(learned(NEW, true, 20).isWorthTrying(NEW, BATCH_START)).toBe(false);
  });
});
