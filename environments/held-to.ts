import type { z } from "zod";
import { RIGHT, type Rule, wrong } from "../modules/input-rules/rule";

/** A setting that is held to a rule of the modules: what they refuse, an environment file cannot say. */
export function heldTo<Schema extends z.ZodType>(schema: Schema, rule: Rule): Schema {
  return schema.superRefine((input: unknown, context) => {
    for (const { at, value, rule: broken, fix } of rule(input)) {
      context.addIssue({ code: "custom", path: [...at], message: `${broken}. ${fix}`, input: value });
    }
  });
}

/**
 * So many members, each of them once. Zod's own `min` and `max` count the letters of a text, too, that stands where a list
 * should.
 */
export function members(least: number, most = Number.POSITIVE_INFINITY): Rule {
  return (list) => {
    if (!Array.isArray(list)) return RIGHT;
    const all: readonly unknown[] = list;
    if (all.length < least)
      return wrong(list, `must be a list of at least ${least}`, least === 1 ? "Name one" : "Name more");
    if (all.length > most) return wrong(all.length, `must be a list of at most ${most}`, "Name fewer");
    return all.flatMap((member, index) =>
      all.indexOf(member) === index
        ? RIGHT
        : wrong(member, "is in the list twice", "Remove one of them").map((mistake) => ({ ...mistake, at: [index] })),
    );
  };
}
