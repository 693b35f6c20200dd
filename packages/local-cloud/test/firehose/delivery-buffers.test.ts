import { DeliverySlots } from "../../src/firehose/delivery-buffers";

it("runs no more tasks at a time than it has slots, and all in the end, also after failures", async () => {
  const slots = new DeliverySlots(3);
  let running = 0;
  let most = 0;
  const task = async (n: number) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (n % 2 === 0) {
      throw new Error("even");
    }
  };

  const results = await Promise.allSettled(Array.from({ length: 10 }, (_, n) => slots.run(() => task(n))));

  expect(most).toBe(3);
  expect(results.map(({ status }) => status === "fulfilled")).toEqual(
    Array.from({ length: 10 }, (_, n) => n % 2 === 1),
  );
});
