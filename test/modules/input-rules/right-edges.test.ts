import fc from "fast-check";
import { valueText } from "../../../modules/input-rules/rule";
import { bucketName, roleName, streamName } from "../../../modules/input-rules/names";
import { wholeNumber } from "../../../modules/input-rules/numbers";
import { RIGHT_PROPS } from "./right-edges";
import { SUBJECTS } from "./subjects";
import { errorOf } from "./tries";

const all = RIGHT_PROPS.flatMap(({ of, prop, values }) =>
  values.map((value) => ({ of, prop, value: valueText(value), error: errorOf(SUBJECTS[of], prop, value) })),
);

test.each(all)("$of $prop: $value is right", ({ error }) => {
  expect(error).toBe("");
});

test("there is a right edge of most inputs", () => {
  expect(all.length).toBeGreaterThan(300);
});

describe("whatever is documented as right passes", () => {
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  const text = (characters: string, minLength: number, maxLength: number) =>
    fc.string({ unit: fc.constantFrom(...Array.from(characters)), minLength, maxLength });

  test("names of streams, of roles and of buckets", () => {
    fc.assert(fc.property(text(`${letters}ABC_.-`, 1, 128), (name) => streamName(name).length === 0));
    fc.assert(fc.property(text(`${letters}ABC_+=,.@-`, 1, 64), (name) => roleName(name).length === 0));
    fc.assert(fc.property(text(letters, 3, 63), (name) => bucketName(name).length === 0));
  });

  test("every whole number within limits, and nothing else", () => {
    fc.assert(
      fc.property(fc.integer(), fc.nat(10_000), fc.double(), (least, width, value) => {
        const rule = wholeNumber(least, least + width, "things");
        const isRight = Number.isInteger(value) && value >= least && value <= least + width && !Object.is(value, -0);

        expect(rule(value).length === 0).toBe(isRight);
        expect(rule(least)).toEqual([]);
        expect(rule(least + width)).toEqual([]);
      }),
    );
  });
});
