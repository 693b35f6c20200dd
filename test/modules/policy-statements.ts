import { z } from "zod";
import type { Resource } from "./synthesised";

const texts = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === "string" ? [value] : value));

const statementSchema = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: z.union([z.literal("*"), z.record(z.string(), texts)]).optional(),
  Action: texts,
  Resource: texts.default([]),
  Condition: z.record(z.string(), z.record(z.string(), texts)).optional(),
});

/** One statement of a policy, with every single text written as a list of one. */
export type Statement = z.output<typeof statementSchema>;

const policySchema = z.strictObject({ Version: z.literal("2012-10-17"), Statement: z.array(statementSchema) });

/** The statements of the policy that a resource carries. */
export function statementsOf(resource: Resource, argument = "policy"): readonly Statement[] {
  return policySchema.parse(JSON.parse(String(resource.config[argument]))).Statement;
}
