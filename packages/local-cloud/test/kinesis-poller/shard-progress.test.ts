import * as fc from "fast-check";
import { Checkpoint } from "../../src/kinesis-poller/shard-progress";

it("moves only over records that are all finished", () => {
  const checkpoint = new Checkpoint();
  checkpoint.read(["8", "9", "10"]);
  checkpoint.finish(["9", "10"]);
  expect(checkpoint.sequenceNumber).toBeUndefined();
  expect(checkpoint.unfinished).toBe(1);
  checkpoint.finish(["8"]);
  expect(checkpoint.sequenceNumber).toBe("10");
  expect(checkpoint.unfinished).toBe(0);
});

it("gives up what lies beyond it when it rewinds, and says how much that was", () => {
  const checkpoint = new Checkpoint();
  checkpoint.read(["1", "2", "3", "4"]);
  checkpoint.finish(["1", "3"]);
  expect(checkpoint.rewind()).toEqual({ read: 3, finished: 1 });
  expect(checkpoint.sequenceNumber).toBe("1");
  expect(checkpoint.unfinished).toBe(0);
});

it("stands before the lowest unfinished record, in whatever order records finish", () => {
  fc.assert(
    fc.property(fc.shuffledSubarray(Array.from({ length: 30 }, (_, index) => index)), (finishing) => {
      const checkpoint = new Checkpoint();
      checkpoint.read(Array.from({ length: 30 }, (_, index) => String(index)));
      const done = new Set<number>();
      for (const index of finishing) {
        checkpoint.finish([String(index)]);
        done.add(index);
        let lowest = 0;
        while (done.has(lowest)) lowest += 1;
        expect(checkpoint.sequenceNumber).toBe(lowest === 0 ? undefined : String(lowest - 1));
        expect(checkpoint.unfinished).toBe(30 - done.size);
      }
    }),
  );
});

it("forgets finished records, so that a long run takes no more memory", () => {
  const checkpoint = new Checkpoint();
  for (let index = 0; index < 50_000; index += 1) {
    checkpoint.read([String(index)]);
    checkpoint.finish([String(index)]);
  }
  expect(checkpoint.sequenceNumber).toBe("49999");
  expect(checkpoint.unfinished).toBe(0);
});
