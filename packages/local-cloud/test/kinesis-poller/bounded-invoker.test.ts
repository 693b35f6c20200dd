import fc from "fast-check";
import { boundedInvoker } from "../../src/kinesis-poller/bounded-invoker";

const SUCCESS = { kind: "success", payload: null } as const;

it("runs no more invocations at a time than it may, in their order, and every one of them, whatever fails", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.boolean(), { maxLength: 20 }),
      async (limit, fails) => {
        const started: unknown[] = [];
        let running = 0;
        let most = 0;
        const invoker = boundedInvoker(
          {
            invoke: async (_name, event) => {
              started.push(event);
              running += 1;
              most = Math.max(most, running);
              await Promise.resolve();
              running -= 1;
              if (fails[Number(event)] === true) throw new Error("no such function");
              return SUCCESS;
            },
          },
          limit,
        );

        const ended = await Promise.allSettled(fails.map((_, index) => invoker.invoke("deduplicator", index)));

        expect(started).toEqual(fails.map((_, index) => index));
        expect(ended.map(({ status }) => status === "rejected")).toEqual(fails);
        expect(most).toBe(Math.min(limit, fails.length));
      },
    ),
  );
});
