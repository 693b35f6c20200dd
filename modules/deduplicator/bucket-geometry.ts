import { type BucketGeometry, MAX_SUB_BUCKET_BITS } from "../../lambda-src/interface";
import { checkInputs, fields, knownAtSynth, type RulesFor } from "../input-rules/inputs";
import { batchWindowSeconds as batchWindow, shards as count } from "../input-rules/limits";
import { wholeNumber } from "../input-rules/numbers";
import type { Rule } from "../input-rules/rule";
import { trafficFields } from "../input-rules/traffic";

/** What decides how wide buckets should be. */
export interface BucketTraffic {
  /** Events that the stream carries, on average: 1 or more. */
  readonly eventsPerHour: number;
  /** Shards of the stream, 1 or more. */
  readonly shards: number;
  /** Seconds that a batch collects: 0 to 300. */
  readonly batchWindowSeconds: number;
}

/**
 * Ids that a bucket should not exceed: with 11 bytes each they fill one read unit (4 KB), which is what an event costs that
 * comes late and has its bucket read. More would cost late events more; fewer, all events, because each segment is rounded
 * up to whole write units (1 KB) and a batch writes a segment in each bucket that it meets.
 */
const IDS_PER_BUCKET = 350;

/**
 * A batch meets 1 + batch window / slot buckets. At five windows a slot that is 1.2, and a longer slot gains little. With
 * less than one id in a batch there is nothing to share: buckets are then so narrow that most are new and need no read.
 */
const LONGEST_SLOT_IN_BATCH_WINDOWS = { shared: 5, unshared: 1 };

/** Widths to choose from, in steps, so that a small change of the declared traffic does not change the geometry. */
const SLOT_SECONDS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];

const TRAFFIC: RulesFor<BucketTraffic> = {
  eventsPerHour: trafficFields.eventsPerHour,
  shards: knownAtSynth(count),
  batchWindowSeconds: knownAtSynth(batchWindow),
};

const LONGEST_SLOT_SECONDS = 9_999_999_999;

/** Rule of a geometry, as the function reads it. */
export const geometryRule: Rule = fields<BucketGeometry>({
  slotSeconds: wholeNumber(1, LONGEST_SLOT_SECONDS, "seconds of a slot"),
  subBucketBits: wholeNumber(0, MAX_SUB_BUCKET_BITS, "bits that part a slot"),
});

/**
 * The buckets for a declared traffic: as many sub-buckets as the stream has shards, so that a batch shares its buckets with
 * no other shard's, and slots as wide as a bucket of IDS_PER_BUCKET allows; more sub-buckets when one second is too wide.
 *
 * A million events an hour on four shards, in batches of ten seconds: slots of 5 seconds, 2 bits, 347 ids in a bucket.
 *
 * @throws Error when traffic, shards or window are not what they must be
 */
export function bucketGeometry(traffic: BucketTraffic): BucketGeometry {
  checkInputs("bucketGeometry", traffic, TRAFFIC);
  const { eventsPerHour, shards, batchWindowSeconds } = traffic;
  const idsPerSecond = eventsPerHour / 3600;
  let subBucketBits = Math.min(Math.ceil(Math.log2(shards)), MAX_SUB_BUCKET_BITS);
  while (idsPerSecond / 2 ** subBucketBits > IDS_PER_BUCKET && subBucketBits < MAX_SUB_BUCKET_BITS) subBucketBits += 1;
  const idsPerSubBucket = idsPerSecond / 2 ** subBucketBits;
  const { shared, unshared } = LONGEST_SLOT_IN_BATCH_WINDOWS;
  const longest = (idsPerSubBucket * batchWindowSeconds < 1 ? unshared : shared) * batchWindowSeconds;
  const widest = Math.min(IDS_PER_BUCKET / idsPerSubBucket, longest);
  const slotSeconds = SLOT_SECONDS.findLast((seconds) => seconds <= widest) ?? 1;
  return { slotSeconds, subBucketBits };
}
