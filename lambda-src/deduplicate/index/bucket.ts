import type { BucketGeometry } from "../../interface";

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
