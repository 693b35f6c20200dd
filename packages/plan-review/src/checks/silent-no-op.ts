import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import { silentEdits } from "../silence/silent-edits";
import { WATCHED } from "../silence/watched";
import type { Check } from "./check";

/**
 * The code was changed and the plan says nothing: the provider keeps what the code no longer says, cannot change it, or
 * `ignore_changes` covers it. Needs the synthesised stack of base and head.
 *
 * What leaves a setting in force that protects, grants or loses data is an objection; any other argument that was taken out
 * and stays as it was is told only, for it may just be the provider's default.
 */
export const silentNoOp: Check = {
  id: "silent-no-op",
  observe: (plan) =>
    plan.resources.flatMap((change) => {
      const edits = silentEdits(change, plan);
      if (edits.length === 0) return [];
      const watched = edits.filter(({ attribute, removed }) => !removed || isWatched(change, attribute));
      const shown = watched.length > 0 ? watched : edits;
      return [
        {
          severity: watched.length > 0 ? ("block" as const) : ("inform" as const),
          topic: "operation" as const,
          address: change.address,
          summary: `Edited in the code, but not in the plan: ${shown.map(({ attribute, removed }) => `\`${attribute}\` (${removed ? "taken out" : "changed"})`).join(", ")}. AWS keeps what it has.`,
          evidence: shown.map(({ attribute, statePath, base, head }) => ({
            attribute: `${attribute} (in the code)`,
            before: change.codeText(statePath, base),
            after: change.codeText(statePath, head),
          })),
          remedy: remedy(change, plan, shown),
        },
      ];
    }),
};

function isWatched({ type }: ResourceChange, attribute: string): boolean {
  return WATCHED[type]?.some((watched) => attribute === watched || attribute.startsWith(`${watched}.`)) === true;
}

function remedy(
  { address }: ResourceChange,
  plan: PlanUnderReview,
  edits: readonly { readonly attribute: string; readonly removed: boolean }[],
): string {
  const ignored = edits.some(({ attribute }) => plan.head?.ignoresChange(address, attribute) === true);
  if (ignored) return "`lifecycle.ignore_changes` covers it: take it out there, or leave the value as it was.";
  return edits.every(({ removed }) => removed)
    ? "Say the wanted value in the code instead of leaving it out (for a block: `enabled = false`); or change it in AWS by hand, and check with the next plan."
    : "The provider cannot change it in place: make a new resource under another name, or take the edit back.";
}
