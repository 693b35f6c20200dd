import type { BucketGeometry } from "../../interface";
import type { Claim } from "./claims";
import { entryId, idHash, type LogEntry, ownerHash } from "./log-entry";

/** Where an id's claim is kept: every copy of an event has the same id and creation time, and so the same bucket. */
export interface Bucket {
  /** Start and width of the slot in seconds, and the leading bits: `1712513730/5/01`. Two geometries share no key. */
  readonly key: string;
  /** Unix seconds: the slot is from here ... */
  readonly start: number;
  /** ... up to, not including, here. */
  readonly end: number;
}

/**
 * The bucket of an id. Kinesis routes a record by the MD5 of its partition key; with the id as the key, the ids of one
 * sub-bucket come from one shard, or from the few that share its hash range.
 *
 * @param createdAt Unix seconds, 0 or more
 * @param md5 MD5 of the id, 16 bytes
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html
 */
export function bucketOf(createdAt: number, md5: Buffer, { slotSeconds, subBucketBits }: BucketGeometry): Bucket {
  const start = Math.floor(createdAt / slotSeconds) * slotSeconds;
  return {
    key: `${start}/${slotSeconds}/${leadingBits(md5, subBucketBits)}`,
    start,
    end: start + slotSeconds,
  };
}

function leadingBits(md5: Buffer, count: number): string {
  return md5.readUInt32BE(0).toString(2).padStart(32, "0").slice(0, count);
}

/** A claim that has no outcome yet. */
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
  return { index, claim, md5, entry: { id: entryId(claim), owner: ownerHash(claim.owner) } };
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
