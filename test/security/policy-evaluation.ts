import type { Statement } from "../modules/policy-statements";

/**
 * Whether a role with these statements may do something, by IAM's own logic: an explicit denial wins, then an allowance,
 * and what nobody allows is denied. A condition is taken as met, so what is denied here is denied under any.
 *
 * @param action for example `s3:GetObject`
 * @param resource an ARN, which may hold Terraform references: they are compared as text
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function allows(statements: readonly Statement[], action: string, resource: string): boolean {
  const about = statements.filter(
    (statement) =>
      statement.Action.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
      statement.Resource.some((pattern) => matches(pattern, resource)),
  );
  return about.some(({ Effect }) => Effect === "Allow") && about.every(({ Effect }) => Effect === "Allow");
}

/** IAM's wildcards: `*` is any text, the empty one too, `?` any one character. */
export function matches(pattern: string, text: string): boolean {
  const expression = pattern
    // A "?" or "*" of a reference would be none of IAM's; Terraform fills references in before IAM sees them.
    .split(/(\*|\?)/)
    .map((part) => (part === "*" ? ".*" : part === "?" ? "." : part.replaceAll(/[\\^$.|+()[\]{}]/g, "\\$&")))
    .join("");
  return new RegExp(`^${expression}$`, "s").test(text);
}
