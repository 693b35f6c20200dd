import fc from "fast-check";
import { formatPath, markAt, parsePath, valueAt } from "../../src/plan/values";

test("a path that was written is read as the same path", () => {
  const step = fc.oneof(
    fc.nat({ max: 99 }),
    fc.string({ minLength: 1 }).filter((text) => !/^\d+$/.test(text)),
  );

  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 5 }), (path) => {
      expect(parsePath(formatPath(path))).toEqual(path);
    }),
  );
});

test("keys with dots are read in brackets", () => {
  const values = { parameters: { "projection.enabled": "true" }, ttl: [{ enabled: true }] };

  expect(valueAt(values, 'parameters["projection.enabled"]')).toBe("true");
  expect(valueAt(values, "ttl[0].enabled")).toBe(true);
  expect(valueAt(values, "ttl[1].enabled")).toBeUndefined();
});

test("a mark on a subtree marks everything below it", () => {
  expect(markAt({ environment: true }, "environment[0].variables.TOKEN")).toBe(true);
  expect(markAt({ environment: [{}] }, "environment[0].variables.TOKEN")).toBeUndefined();
});
