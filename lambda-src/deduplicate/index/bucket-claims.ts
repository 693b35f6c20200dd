import type { BucketGeometry } from "../../interface";
import { type Bucket, bucketOf } from "./bucket";
import type { BucketView } from "./bucket-view";
import type { Claim, ClaimOutcome, KnownOwner } from "./claim-store";
import { entryId, idHash, type LogEntry, OWNER_BYTES, ownerHash } from "./log-segment";

/** A claim on its way to an outcome. */
export interface OpenClaim {
  /** Its place among the claims of the call. */
  readonly index: number;
  readonly claim: Claim;
  /** MD5 of the id. */
  readonly md5: Buffer;
  readonly entry: LogEntry;
}

/** Claims of one call that share a bucket. */
export interface BucketClaims {
  readonly bucket: Bucket;
  /** Those without an outcome. */
  open: OpenClaim[];
  /** Unix seconds. */
  earliestArrival: number;
  latestArrival: number;
}

/** Hashes what the log keeps of a claim. */
export function openClaim(claim: Claim, index: number): OpenClaim {
  const md5 = idHash(claim.eventUuid);
  return { index, claim, md5, entry: { id: entryId(md5), owner: ownerHash(claim.owner) } };
}

export function groupByBucket(claims: readonly OpenClaim[], geometry: BucketGeometry): BucketClaims[] {
  const groups = new Map<string, BucketClaims>();
  for (const open of claims) {
    const { createdAt, arrivedAt } = open.claim;
    const bucket = bucketOf(createdAt, open.md5, geometry);
    const group = groups.get(bucket.key);
    if (group) {
      group.open.push(open);
      group.earliestArrival = Math.min(group.earliestArrival, arrivedAt);
      group.latestArrival = Math.max(group.latestArrival, arrivedAt);
    } else {
      groups.set(bucket.key, { bucket, open: [open], earliestArrival: arrivedAt, latestArrival: arrivedAt });
    }
  }
  return [...groups.values()];
}

/** Gives an outcome to every open claim whose id is in the log. Returns how many are still open. */
export function decide(group: BucketClaims, view: BucketView, outcomes: ClaimOutcome[]): number {
  group.open = group.open.filter(({ index, entry }) => {
    const owner = view.ownerOf(entry.id);
    if (owner === undefined) return true;
    outcomes[index] = owner === entry.owner ? { kind: "claimed" } : { kind: "taken", owner: ownerWithHash(owner) };
    return false;
  });
  return group.open.length;
}

function ownerWithHash(hash: number): KnownOwner {
  return {
    name: `with owner hash ${hash.toString(16).padStart(2 * OWNER_BYTES, "0")}`,
    is: (owner) => ownerHash(owner) === hash,
  };
}
