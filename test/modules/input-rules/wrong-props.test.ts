import { isRefused, tries } from "./tries";

const all = tries();

test("there are wrong inputs of every kind", () => {
  expect(all.length).toBeGreaterThan(700);
});

test.each(all)("$of $prop: $value is refused, with path, key, value, rule and fix", (tried) => {
  expect(isRefused(tried)).toMatchObject({ isRefused: true });
});
