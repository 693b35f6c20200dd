import type { Claim, ClaimOutcome, ClaimStore } from "../../../../lambda-src/deduplicate/index/claims";
import type { EntryFate, SimulatedIndex, Step } from "./simulated-world";
import { BucketCache } from "../../../../lambda-src/deduplicate/index/bucket-cache";
import { BucketLogClaimStore } from "../../../../lambda-src/deduplicate/index/bucket-log-claim-store";
import { ENTRY_BYTES, ID_BYTES } from "../../../../lambda-src/deduplicate/index/log-entry";
import type { Segment, SegmentLog } from "../../../../lambda-src/deduplicate/index/segment-log";
import { ARRIVED_AT, WINDOW_SECONDS } from "../kinesis-records";
import { MemorySegmentLog } from "./memory-segment-log";

/** One item for each id, as ItemPerEventClaimStore keeps them. */
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

/** Few ids fit: what is older is read again. */
const CACHED_IDS = 4;

/** The real claim store over a log in memory whose every call can fail, crash its caller or lose its answer. */
export class SimulatedLogIndex implements SimulatedIndex {
  readonly log = new MemorySegmentLog();
  private readonly caches = new Map<number, BucketCache>();

  /** @param remembersOwner false is the classic bug: a log of ids without their owners */
  constructor(private readonly remembersOwner = true) {}

  claimStore(step: Step, instance: number): ClaimStore {
    const cache = this.caches.get(instance) ?? new BucketCache(CACHED_IDS);
    this.caches.set(instance, cache);
    return new BucketLogClaimStore({
      log: this.logThrough(step),
      geometry: { slotSeconds: 5, subBucketBits: 1 },
      windowSeconds: WINDOW_SECONDS,
      concurrency: 2,
      cache,
      now: () => ARRIVED_AT * 1000,
    });
  }

  forgetInstance(instance: number): void {
    this.caches.delete(instance);
  }

  private logThrough(step: Step): SegmentLog {
    return {
      append: (bucket, segment) =>
        step((fateOfEntry) => {
          const fate = fateOfEntry(0);
          if (fate === "refused") throw new Error("ProvisionedThroughputExceededException");
          const kept = this.remembersOwner ? segment : withoutOwners(segment);
          const outcome = this.log.add(bucket, kept);
          return lostAnswer(fate) ? this.log.add(bucket, kept) : outcome;
        }),
      read: (bucket, fromNumber) =>
        step((fateOfEntry) => {
          if (fateOfEntry(0) === "refused") throw new Error("ProvisionedThroughputExceededException");
          return this.log.from(bucket, fromNumber);
        }),
    };
  }
}

/** The answer is lost and the SDK sends the put again, which then meets its own item. */
function lostAnswer(fate: EntryFate): boolean {
  return fate === "done_but_reported_failed";
}

function withoutOwners(segment: Segment): Segment {
  const bytes = Uint8Array.from(segment.bytes, (byte, index) => (index % ENTRY_BYTES < ID_BYTES ? byte : 0));
  return { ...segment, bytes };
}
