import { BucketCache } from "../../../lambda-src/deduplicate/index/bucket-cache";
import { BucketLogClaimStore } from "../../../lambda-src/deduplicate/index/bucket-log-claim-store";
import { ENTRY_BYTES } from "../../../lambda-src/deduplicate/index/log-entry";
import type { Segment, SegmentLog } from "../../../lambda-src/deduplicate/index/segment-log";
import type { BucketGeometry } from "../../../lambda-src/interface";
import { batchesOf, type EventTraffic } from "../traffic/event-traffic";

export interface IndexSimulation {
  readonly traffic: EventTraffic;
  readonly geometry: BucketGeometry;
  readonly windowSeconds: number;
  /** Warm instances of the function among which the batches are spread in turn, 1 or more. */
  readonly instances: number;
  readonly log: SegmentLog;
}

/**
 * Claims a stream's ids with the real store. Resolves to the number of events.
 *
 * @throws Error when a claim is not granted: every id is new
 */
export async function simulateIndex(simulation: IndexSimulation): Promise<number> {
  const { traffic, geometry, windowSeconds, log } = simulation;
  let time = traffic.startsAt;
  const stores = Array.from(
    { length: simulation.instances },
    () =>
      new BucketLogClaimStore({
        log,
        geometry,
        windowSeconds,
        concurrency: 64,
        cache: new BucketCache(500_000),
        now: () => time * 1000,
      }),
  );
  let events = 0;
  let batches = 0;
  for (const batch of batchesOf(traffic)) {
    time = batch.at(-1)?.arrivedAt ?? time;
    // Not in step with the shards, so that no instance always has the same one.
    const shards = traffic.simulatedShards ?? traffic.shards;
    const store = stores[Math.floor(batches / shards + batches) % stores.length];
    const outcomes = (await store?.claim(batch)) ?? [];
    const refused = outcomes.find(({ kind }) => kind !== "claimed");
    if (refused) throw new Error(`A new id was not granted: ${JSON.stringify(refused)}`);
    events += batch.length;
    batches += 1;
  }
  return events;
}

/** What the events of a bucket's own time have left in it: as many ids as the traffic brings, in as many segments as batches. */
export function historyOf({ traffic, geometry, windowSeconds }: Omit<IndexSimulation, "log" | "instances">) {
  const { slotSeconds, subBucketBits } = geometry;
  const ids = (traffic.eventsPerSecond / 2 ** subBucketBits) * slotSeconds * (1 - traffic.lateShare);
  const batches = Math.max(1, Math.round((slotSeconds + traffic.batchWindowSeconds) / traffic.batchWindowSeconds));
  let remainder = 0;
  return (bucket: string): Segment[] => {
    const start = Number(bucket.split("/")[0]);
    if (start + slotSeconds > traffic.startsAt) return [];
    remainder += ids;
    const whole = Math.floor(remainder);
    remainder -= whole;
    const segments = Math.min(batches, whole);
    return Array.from({ length: segments }, (_, number) => ({
      number,
      // No id of the simulation begins with zeros only.
      bytes: new Uint8Array(Math.ceil(whole / segments) * ENTRY_BYTES),
      expiresAt: Math.ceil(start + slotSeconds + windowSeconds),
    }));
  };
}

/** A log whose buckets hold a history before anybody touches them. */
export class PrefilledLog implements SegmentLog {
  private readonly touched = new Set<string>();

  /**
   * @param log what is measured
   * @param unmeasured writes the history to the same place
   */
  constructor(
    private readonly log: SegmentLog,
    private readonly unmeasured: SegmentLog,
    private readonly history: (bucket: string) => Segment[],
  ) {}

  async append(bucket: string, segment: Segment): Promise<"appended" | "taken"> {
    await this.fill(bucket);
    return this.log.append(bucket, segment);
  }

  async read(bucket: string, fromNumber: number): Promise<readonly Segment[]> {
    await this.fill(bucket);
    return this.log.read(bucket, fromNumber);
  }

  private async fill(bucket: string): Promise<void> {
    if (this.touched.has(bucket)) return;
    this.touched.add(bucket);
    for (const segment of this.history(bucket)) await this.unmeasured.append(bucket, segment);
  }
}
