import { SeededRandom } from "../../../../tools/demo/sample/seeded-random";

function words(random: SeededRandom): number[] {
  return Array.from({ length: 5 }, () => random.word());
}

test("the same seeds give the same numbers", () => {
  expect(words(new SeededRandom(1, 2))).toEqual(words(new SeededRandom(1, 2)));
});

test("each seed counts, also where only its high bits differ", () => {
  const seen = [[1], [2], [1, 0], [0, 1], [1 + 2 ** 32], [-1]].map((seeds) => words(new SeededRandom(...seeds)).join());

  expect(new Set(seen).size).toBe(seen.length);
});

test("a seed that is no number is refused", () => {
  expect(() => new SeededRandom(Number.NaN)).toThrow("Seed NaN is not a finite number. Pass an integer such as 1.");
});

test("integers reach both ends and never leave them", () => {
  const random = new SeededRandom(1);
  const drawn = Array.from({ length: 500 }, () => random.integer(-2, 2));

  expect(new Set(drawn)).toEqual(new Set([-2, -1, 0, 1, 2]));
});

test("integers are spread over a range wider than 32 bits", () => {
  const random = new SeededRandom(1);
  const drawn = Array.from({ length: 1000 }, () => random.integer(0, 2 ** 50 - 1));
  const upperHalf = drawn.filter((value) => value >= 2 ** 49).length;

  expect(drawn.every((value) => Number.isSafeInteger(value) && value >= 0 && value < 2 ** 50)).toBe(true);
  expect(upperHalf).toBeGreaterThan(400);
  expect(upperHalf).toBeLessThan(600);
});

test("shuffling keeps every item and changes the order", () => {
  const list = Array.from({ length: 100 }, (_, index) => index);

  const shuffled = new SeededRandom(1).shuffled(list);

  expect(shuffled).not.toEqual(list);
  expect([...shuffled].sort((a, b) => a - b)).toEqual(list);
});

test("ids are UUIDs of version 4 and all different", () => {
  const random = new SeededRandom(1);
  const ids = Array.from({ length: 2000 }, () => random.uuid());

  expect(new Set(ids).size).toBe(2000);
  expect(ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(id))).toEqual(
    [],
  );
});

test("picking from an empty list is refused", () => {
  expect(() => new SeededRandom(1).pick([])).toThrow("Nothing can be picked from an empty list.");
});
