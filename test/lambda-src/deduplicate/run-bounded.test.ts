import { runBounded } from "../../../lambda-src/deduplicate/run-bounded";

describe("runBounded", () => {
  test("runs every item once, started in order, never more than the limit at a time", async () => {
    const started: number[] = [];
    let running = 0;
    let most = 0;

    await runBounded([10, 11, 12, 13, 14], 2, async (item, index) => {
      started.push(item, index);
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      running -= 1;
    });

    expect(started).toEqual([10, 0, 11, 1, 12, 2, 13, 3, 14, 4]);
    expect(most).toBe(2);
  });

  test("rejects when a task does", async () => {
    await expect(runBounded([1], 4, () => Promise.reject(new Error("broken")))).rejects.toThrow("broken");
  });
});
