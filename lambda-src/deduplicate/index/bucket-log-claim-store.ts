import { type BucketGeometry, MAX_SUB_BUCKET_BITS } from "../../interface";
import { asError } from "../failure";
import { type Bucket, type BucketClaims, groupByBucket, openClaim, type OpenClaim } from "./bucket";
import { type BucketCache, BucketView } from "./bucket-cache";
import { type Claim, type ClaimOutcome, type ClaimStore, type KnownOwner } from "./claims";
import { OptimisticAppend } from "./optimistic-append";
import { decodeEntries, encodeEntries, type LogEntry, OWNER_BYTES, ownerHash } from "./log-entry";
import { runBounded } from "../run-bounded";
import type { SegmentLog } from "./segment-log";

export interface BucketLogClaimStoreProps {
  readonly log: SegmentLog;
  readonly geometry: BucketGeometry;
  /** Seconds for which an id stays claimed, from the arrival of the record that claimed it. */
  readonly windowSeconds: number;
  /** Buckets in work at a time, 1 or more. A client needs as many sockets. */
  readonly concurrency: number;
  readonly cache: BucketCache;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** Entries of one segment: 55,000 bytes, far from the 400 KB of an item, and more than all but the largest batches have. */
export const MAX_SEGMENT_ENTRIES = 5_000;

/** Races for the end of one log that a batch may lose in a row before it gives up: with few writers that is no chance. */
export const MAX_LOST_RACES = 8;

/** What clocks may differ by, and an invocation may take. */
const SETTLED_MARGIN_SECONDS = 900;

/**
 * An append-only log of claims for each bucket of ids. The new ids of a bucket are appended together, on condition that
 * no other writer has appended meanwhile; if one has, its claims are read first and everything is decided again. So of
 * two records with one id the second to append always sees the first, whatever either knew before.
 *
 * A record that claims again, after a crash or because the answer to its append was lost, finds its own owner hash.
 */
export class BucketLogClaimStore implements ClaimStore {
  private readonly optimisticAppend = new OptimisticAppend();

  constructor(private readonly props: BucketLogClaimStoreProps) {}

  async claim(claims: readonly Claim[]): Promise<ClaimOutcome[]> {
    const { geometry, windowSeconds } = this.props;
    const outcomes: ClaimOutcome[] = [];
    const batchStart = claims.reduce((earliest, { arrivedAt }) => Math.min(earliest, arrivedAt), Infinity);
    const recent: OpenClaim[] = [];
    const old: OpenClaim[] = [];
    for (const open of claims.map(openClaim)) {
      const { arrivedAt, createdAt } = open.claim;
      (arrivedAt - createdAt > windowSeconds ? old : recent).push(open);
    }
    // A producer without a clock sends one creation time for ever: in the buckets of recent ids its ids would pile up until
    // no batch could read them. So old ids are appended to a million sub-buckets, after a look at what came while recent.
    await this.inEach(groupByBucket(old, geometry), outcomes, (group) => this.lookUp(group, outcomes));
    const absent = old.filter(({ index }) => outcomes[index] === undefined);
    const groups = [
      ...groupByBucket(recent, geometry),
      ...groupByBucket(absent, { ...geometry, subBucketBits: MAX_SUB_BUCKET_BITS }),
    ];
    await this.inEach(groups, outcomes, (group) => this.claimInBucket(group, batchStart, outcomes));
    return outcomes;
  }

  /** Runs a task for each group. If it rejects, the claims that it left open have failed. */
  private inEach(
    groups: readonly BucketClaims[],
    outcomes: ClaimOutcome[],
    task: (group: BucketClaims) => Promise<void>,
  ): Promise<void> {
    return runBounded(groups, this.props.concurrency, async (group) => {
      try {
        await task(group);
      } catch (thrown) {
        const error = asError(thrown);
        for (const { index } of group.open) outcomes[index] = { kind: "failed", error };
      }
    });
  }

  /** Decides the claims whose id is in the log. */
  private async lookUp(group: BucketClaims, outcomes: ClaimOutcome[]): Promise<void> {
    const view = new BucketView();
    await this.catchUp(view, group);
    decide(group, view, outcomes);
  }

  /** Decides every claim. */
  private async claimInBucket(group: BucketClaims, batchStart: number, outcomes: ClaimOutcome[]): Promise<void> {
    const { bucket } = group;
    const settled = this.isSettled(group);
    const known = settled ? this.props.cache.get(bucket.key) : undefined;
    const optimistic = !known && settled && this.optimisticAppend.isWorthTrying(bucket, batchStart);
    const view = known ?? new BucketView();
    if (!known && !optimistic) {
      await this.catchUp(view, group);
      this.optimisticAppend.learn(bucket, batchStart, view.nextSegment > 0);
    }
    let lostRaces = 0;
    for (let tries = 0; decide(group, view, outcomes) > 0; tries += 1) {
      if (lostRaces === MAX_LOST_RACES) throw tooManyLostRaces(bucket);
      const entries = group.open.slice(0, MAX_SEGMENT_ENTRIES).map(({ entry }) => entry);
      const number = view.nextSegment;
      const result = await this.append(group, number, entries);
      if (optimistic && tries === 0) this.optimisticAppend.learn(bucket, batchStart, result === "taken");
      if (result === "appended") {
        view.add(number, entries);
        lostRaces = 0;
      } else {
        lostRaces += 1;
        await this.catchUp(view, group);
      }
    }
    if (settled) this.props.cache.put(bucket.key, view);
  }

  /**
   * Whether no segment of the bucket can have expired yet: then its numbers have no gaps, and a free number means that
   * no other writer has appended since the one before it. Otherwise only a read can tell, each time.
   */
  private isSettled({ bucket, latestArrival }: BucketClaims): boolean {
    const time = Math.max(latestArrival, this.props.now() / 1000);
    return time + SETTLED_MARGIN_SECONDS < bucket.end + this.props.windowSeconds;
  }

  private append({ bucket, latestArrival }: BucketClaims, number: number, entries: readonly LogEntry[]) {
    return this.props.log.append(bucket.key, {
      number,
      bytes: encodeEntries(entries),
      expiresAt: Math.ceil(Math.max(bucket.end, latestArrival)) + this.props.windowSeconds,
    });
  }

  private async catchUp(view: BucketView, { bucket, earliestArrival }: BucketClaims): Promise<void> {
    for (const { number, bytes, expiresAt } of await this.props.log.read(bucket.key, view.nextSegment)) {
      // DynamoDB may remove an expired item days later: until then it is there and does not count.
      view.add(number, expiresAt < earliestArrival ? [] : decodeEntries(bytes));
    }
  }
}

function tooManyLostRaces({ key }: Bucket): Error {
  return new Error(
    `Bucket ${key} of the deduplication index was appended to by others ${MAX_LOST_RACES} times in a row. Its ids are claimed ` +
      "again with the next try of the batch; if this goes on, more writers share a bucket than the declared traffic lets expect.",
  );
}

/** Gives an outcome to every open claim whose id is in the log. Returns how many are still open. */
function decide(group: BucketClaims, view: BucketView, outcomes: ClaimOutcome[]): number {
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
