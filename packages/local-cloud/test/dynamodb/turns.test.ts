import fc from "fast-check";
import { Turns } from "../../src/dynamodb/turns";

const KEYS = ["a", "b", "c"];

it("work on one thing runs one after the other and in order, also behind what failed", async () => {
  const piece = fc.record({ keys: fc.uniqueArray(fc.constantFrom(...KEYS)), fails: fc.boolean(), ticks: fc.nat(3) });

  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async (pieces) => {
      const turns = new Turns();
      const busy = new Set<string>();
      const begun: number[] = [];
      const results = pieces.map(({ keys, fails, ticks }, index) =>
        turns.take(keys, async () => {
          expect(keys.filter((key) => busy.has(key))).toEqual([]);
          begun.push(index);
          for (const key of keys) busy.add(key);
          for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
          for (const key of keys) busy.delete(key);
          if (fails) throw new Error("failed");
          return index;
        }),
      );

      const outcomes = await Promise.allSettled(results);

      expect(outcomes.map(({ status }) => status === "rejected")).toEqual(pieces.map(({ fails }) => fails));
      for (const key of KEYS) {
        const onKey = begun.filter((index) => pieces[index]?.keys.includes(key));
        expect(onKey).toEqual([...onKey].sort((left, right) => left - right));
      }
    }),
  );
});

it("work on another thing does not wait for what goes on for ever", async () => {
  const turns = new Turns();
  void turns.take(["a"], () => new Promise(() => undefined));

  await expect(turns.take(["b"], () => Promise.resolve("done"))).resolves.toBe("done");
  await expect(turns.take([], () => Promise.resolve("done"))).resolves.toBe("done");
});
