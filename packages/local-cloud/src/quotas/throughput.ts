import type { Clock } from "../clock";

/** What a quota of so much a second still gives: a second's worth at most, refilled as time passes. */
export class Throughput {
  private left: number;
  private refilledAt: number;

  /** @param perSecond more than 0 */
  constructor(
    private readonly perSecond: number,
    private readonly clock: Pick<Clock, "now">,
  ) {
    this.left = perSecond;
    this.refilledAt = clock.now();
  }

  /** Whether an amount is there. What is more than a second's worth needs all of it, and is paid off afterwards. */
  has(amount: number): boolean {
    const now = this.clock.now();
    this.left = Math.min(this.perSecond, this.left + ((now - this.refilledAt) / 1000) * this.perSecond);
    this.refilledAt = now;
    return this.left >= Math.min(amount, this.perSecond);
  }

  /** Takes an amount, there or not. */
  take(amount: number): void {
    this.left -= amount;
  }
}

/** One quota, and how much of it something needs. */
export type Need = readonly [quota: Throughput, amount: number];

/** Takes from several quotas when each of them has enough, and from none when one has not. */
export function takeFromAll(needs: readonly Need[]): boolean {
  if (!needs.every(([quota, amount]) => quota.has(amount))) return false;
  for (const [quota, amount] of needs) quota.take(amount);
  return true;
}
