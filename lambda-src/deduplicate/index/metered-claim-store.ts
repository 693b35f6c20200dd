import type { Claim, ClaimOutcome, ClaimStore } from "./claim-store";
import type { IndexUsage } from "./index-usage";

/** An event that was created longer than this before it arrived has a bucket that nothing else of its batch shares. */
const LATE_SECONDS = 60;

/** Measures a claim store: how long a batch waits for it, and how many late events it is asked about. */
export class MeteredClaimStore implements ClaimStore {
  /** @param now milliseconds of a clock that does not jump */
  constructor(
    private readonly store: ClaimStore,
    private readonly usage: IndexUsage,
    private readonly now: () => number,
  ) {}

  async claim(claims: readonly Claim[]): Promise<ClaimOutcome[]> {
    const begin = this.now();
    try {
      return await this.store.claim(claims);
    } finally {
      this.usage.claimMilliseconds += this.now() - begin;
      this.usage.lateClaims += claims.filter(({ arrivedAt, createdAt }) => arrivedAt - createdAt > LATE_SECONDS).length;
    }
  }
}
