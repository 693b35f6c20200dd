import type { z } from "zod";
import { type Rule, wrong } from "../modules/input-rules/rule";

/** A setting that is held to a rule of the modules: what they refuse, an environment file cannot say. */
export function heldTo<Schema extends z.ZodType>(schema: Schema, rule: Rule): Schema {
  return schema.superRefine((input: unknown, context) => {
    for (const { at, value, rule: broken, fix } of rule(input)) {
      context.addIssue({ code: "custom", path: [...at], message: `${broken}. ${fix}`, input: value });
    }
  });
}

/** A list in which nothing stands twice. */
export const eachOnce: Rule = (list) => {
  const members = Array.isArray(list) ? (list as readonly unknown[]) : [];
  return members.flatMap((member, index) =>
    members.indexOf(member) === index
      ? []
      : wrong(member, "is in the list twice", "Remove one of them").map((mistake) => ({ ...mistake, at: [index] })),
  );
};
