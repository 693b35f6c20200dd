import { decideAlone } from "@event-lake/aws-rights";
import type { Statement } from "../modules/policy-statements";

/**
 * Whether a role with these statements may do something. A condition is taken as met, so what is denied here is denied
 * under any.
 *
 * @param action for example `s3:GetObject`
 * @param resource an ARN, which may hold Terraform references: they are compared as text
 */
export function allows(statements: readonly Statement[], action: string, resource: string): boolean {
  const unconditional = statements.map(({ Effect, Action, Resource }) => ({
    name: "",
    effect: Effect,
    actions: Action,
    resources: Resource,
    conditions: [],
  }));
  return decideAlone({ action, resource, context: {} }, unconditional).allowed;
}
