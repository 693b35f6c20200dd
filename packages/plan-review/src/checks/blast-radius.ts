import type { Difference } from "../plan/differences";
import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import { parsePath } from "../plan/values";
import type { Evidence } from "../review";
import type { Check } from "./check";

/** What a replacement pulls along: resources that refer to the replaced one, and change because it gets another identity. */
export const blastRadius: Check = {
  id: "blast-radius",
  observe: (plan) =>
    plan.resources
      .filter(({ kind, deposed }) => kind === "replace" && deposed === undefined)
      .flatMap((replaced) => {
        const followers = followersOf(plan, replaced);
        if (followers.length === 0) return [];
        return [
          {
            severity: "inform",
            topic: "operation",
            address: replaced.address,
            summary: summary(followers),
            evidence: followers.map(evidence),
            remedy:
              replaced.actions[0] === "create"
                ? "The new one is made first, then these are pointed at it, then the old one goes."
                : "Until the apply ends, these point at what is gone. Set `create_before_destroy` where the name allows two of it.",
          },
        ];
      }),
};

/** A resource that changes with the replaced one, and the difference by which it does. */
interface Follower {
  readonly change: ResourceChange;
  readonly difference: Difference;
}

/** Those that refer to it, and those that refer to what is replaced because of it. */
function followersOf(plan: PlanUnderReview, replaced: ResourceChange): Follower[] {
  const found = new Map<string, Follower>();
  visit(replaced.address);
  return [...found.values()].sort((left, right) => (left.change.address < right.change.address ? -1 : 1));

  function visit(source: string): void {
    for (const dependent of plan.configuration.dependentsOf(source)) {
      const change = plan.resource(dependent);
      if (change === undefined || found.has(dependent) || dependent === replaced.address) continue;
      if (change.kind !== "update" && change.kind !== "replace") continue;
      const difference = change.differences.find(({ attribute }) => refersTo(plan, change, attribute, source));
      if (difference === undefined) continue;
      found.set(dependent, { change, difference });
      if (change.kind === "replace") visit(dependent);
    }
  }
}

function summary(followers: readonly Follower[]): string {
  const replaced = followers.filter(({ change }) => change.kind === "replace").length;
  if (followers.length === 1) {
    return `Its replacement ${replaced === 1 ? "replaces" : "changes"} one resource that refers to it.`;
  }
  return `Its replacement changes ${followers.length} resources that refer to it${replaced > 0 ? `, and replaces ${replaced} of them` : ""}.`;
}

function refersTo(plan: PlanUnderReview, change: ResourceChange, attribute: string, source: string): boolean {
  const { configuration } = plan;
  const expression = configuration.expressionsOf(change.address)[String(parsePath(attribute)[0])];
  return configuration.referencesOf(change.address, expression).includes(source);
}

function evidence({ change, difference }: Follower): Evidence {
  return { ...difference, attribute: `${change.address}.${difference.attribute}` };
}
