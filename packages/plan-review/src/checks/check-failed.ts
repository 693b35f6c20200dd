import type { Check } from "./check";

/**
 * A check block, a precondition or a postcondition of the code does not hold. Terraform only warns of a check block.
 *
 * @see https://developer.hashicorp.com/terraform/language/checks
 */
export const checkFailed: Check = {
  id: "check-failed",
  observe: (plan) =>
    plan.json.checks
      .filter(({ status }) => status === "fail" || status === "error")
      .map(({ address: { to_display: address }, instances }) => {
        const messages = instances.flatMap(({ problems }) => problems.map(({ message }) => message));
        return {
          severity: "warn" as const,
          topic: "operation" as const,
          address,
          summary:
            `The code's ${address} does not hold${messages.length === 0 ? "" : `: ${messages.join("; ")}`}`.replace(
              /\.?$/,
              ".",
            ),
          evidence: [],
          remedy: "Whoever wrote the check wanted it to hold: find out why it does not before you apply.",
        };
      }),
};
