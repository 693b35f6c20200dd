import type { Claim, ClaimOutcome, ClaimStore } from "../../../lambda-src/deduplicate/index/claim-store";
import type { SimulatedIndex, Step } from "./simulated-world";

/** One item for each id, as ConditionalPutClaimStore keeps them. */
export class SimulatedItemIndex implements SimulatedIndex {
  /** Event id to owner. */
  private readonly owners = new Map<string, string>();

  /** @param remembersOwner false is the classic bug: an index that knows that an id is taken, but not by whom */
  constructor(private readonly remembersOwner = true) {}

  claimStore(step: Step): ClaimStore {
    return {
      claim: (claims) =>
        step((fateOfEntry) =>
          claims.map((claim, index): ClaimOutcome => {
            const fate = fateOfEntry(index);
            const failed: ClaimOutcome = { kind: "failed", error: new Error("throttled") };
            const outcome = fate === "refused" ? failed : this.claimOne(claim);
            return fate === "done" ? outcome : failed;
          }),
        ),
    };
  }

  forgetInstance(): void {
    // It keeps nothing in memory.
  }

  private claimOne({ eventUuid, owner }: Claim): ClaimOutcome {
    const current = this.owners.get(eventUuid);
    if (current !== undefined && !this.remembersOwner) {
      return { kind: "taken", owner: { name: "not remembered", is: () => false } };
    }
    if (current !== undefined && current !== owner) {
      return { kind: "taken", owner: { name: current, is: (other) => other === current } };
    }
    this.owners.set(eventUuid, owner);
    return { kind: "claimed" };
  }
}
