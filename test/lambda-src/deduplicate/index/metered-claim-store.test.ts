import type { Claim } from "../../../../lambda-src/deduplicate/index/claim-store";
import { IndexUsage } from "../../../../lambda-src/deduplicate/index/index-usage";
import { MeteredClaimStore } from "../../../../lambda-src/deduplicate/index/metered-claim-store";

const claim = (lateSeconds: number): Claim => ({
  eventUuid: `late-${lateSeconds}`,
  createdAt: 1_000_000 - lateSeconds,
  arrivedAt: 1_000_000,
  owner: `shard:${lateSeconds}`,
});

/** A clock that goes on by 250 ms with every look. */
function tickingClock(): () => number {
  let time = 0;
  return () => (time += 250);
}

test("the time that a batch waits for its claims is measured, and its late events are counted", async () => {
  const usage = new IndexUsage();
  const claimed = {
    claim: (claims: readonly Claim[]) => Promise.resolve(claims.map(() => ({ kind: "claimed" as const }))),
  };
  const store = new MeteredClaimStore(claimed, usage, tickingClock());

  const outcomes = await store.claim([claim(0), claim(60), claim(61), claim(500_000)]);

  expect(outcomes).toHaveLength(4);
  expect(usage.take()).toMatchObject({ claimMilliseconds: 250, lateClaims: 2 });
  expect(usage.take()).toMatchObject({ claimMilliseconds: 0, lateClaims: 0 });
});

test("a store that fails is measured, too, and its error is passed on", async () => {
  const usage = new IndexUsage();
  const store = new MeteredClaimStore({ claim: () => Promise.reject(new Error("no index")) }, usage, tickingClock());

  await expect(store.claim([claim(0)])).rejects.toThrow("no index");
  expect(usage.claimMilliseconds).toBe(250);
});
