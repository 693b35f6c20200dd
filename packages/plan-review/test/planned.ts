import type { Values } from "../src/plan/values";

/** Changes a copy of a real plan: for what a generated plan cannot hold, such as a Terraform that does not exist yet. */
export function changed(plan: unknown, change: (copy: PlanCopy) => void): unknown {
  const copy = JSON.parse(JSON.stringify(plan)) as PlanCopy;
  change(copy);
  return copy;
}

/** The parts of a plan that tests change. */
export interface PlanCopy {
  format_version: string;
  errored: boolean;
  resource_changes: {
    address: string;
    name: string;
    action_reason?: string;
    change: {
      actions: string[];
      before: Values | null;
      after: Values | null;
      before_sensitive: unknown;
      after_sensitive: unknown;
    };
  }[];
  output_changes?: Record<string, unknown>;
  [key: string]: unknown;
}
