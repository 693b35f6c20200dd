import { poll } from "../../tools/poll";

const soon = { what: "An answer", deadlineMilliseconds: 60, intervalMilliseconds: 5 };

test("an answer ends the asking", async () => {
  let asked = 0;

  expect(await poll(() => Promise.resolve((asked += 1) === 3 ? "there" : undefined), soon)).toBe("there");

  expect(asked).toBe(3);
});

test("what does not come in time is named", async () => {
  await expect(poll(() => Promise.resolve(undefined), soon)).rejects.toThrow("An answer: not after 0.06 s.");
});

test("as long as something moves there is time, and the error tells how far it came", async () => {
  let moved = 0;
  const slow = () => {
    moved = Math.min(30, moved + 1);
    return Promise.resolve(undefined);
  };

  await expect(poll(slow, { ...soon, progress: () => moved })).rejects.toThrow(
    "An answer: 30, and for 0.06 s nothing moved.",
  );
});

test("the error tells what state everything is in", async () => {
  await expect(
    poll(() => Promise.resolve(undefined), { ...soon, state: () => "  shard 1: 5 in flight" }),
  ).rejects.toThrow("An answer: not after 0.06 s.\n  shard 1: 5 in flight");
});
