import type { Claim } from "../../../lambda-src/deduplicate/index/claims";
import { idHash } from "../../../lambda-src/deduplicate/index/log-entry";
import { SeededRandom } from "../../demo/sample/seeded-random";
import { EVENT_NAME } from "./sample-record";

export interface EventTraffic {
  readonly eventsPerSecond: number;
  /** Shards that split the hash range evenly, 1 or more. */
  readonly shards: number;
  /** Only the first shards are simulated: their part of the events, all of it. @default - all of them */
  readonly simulatedShards?: number;
  readonly batchWindowSeconds: number;
  /** Records of one batch, 1 or more. */
  readonly batchSize: number;
  readonly durationSeconds: number;
  /** 0 to 1: part of the events that arrive up to `latestSeconds` after they were created. All others take a second at most. */
  readonly lateShare: number;
  readonly latestSeconds: number;
  /** Unix seconds of the first arrival. */
  readonly startsAt: number;
  readonly seed: number;
}

/**
 * The batches in which a stream's distinct events reach the deduplicator, as claims, in the order in which they are full.
 * Events arrive at random times (a Poisson process) and are routed by the MD5 of their id.
 */
export function* batchesOf(traffic: EventTraffic): Generator<readonly Claim[]> {
  const { shards, simulatedShards = shards, batchWindowSeconds, batchSize, startsAt } = traffic;
  const eventsPerSecond = traffic.eventsPerSecond * (simulatedShards / shards);
  const random = new SeededRandom(traffic.seed, startsAt * 1000);
  const open = new Map<number, Claim[]>();
  // Shards do not begin their batches together: the first window of each is a part of one.
  const windows = Array.from({ length: shards }, () => random.fraction() * batchWindowSeconds);
  const sequence = new Map<number, number>();
  for (let arrivedAt = startsAt; arrivedAt < startsAt + traffic.durationSeconds;) {
    for (const [shard, batch] of open) {
      if ((batch[0]?.arrivedAt ?? arrivedAt) + (windows[shard] ?? batchWindowSeconds) > arrivedAt) continue;
      open.delete(shard);
      windows[shard] = batchWindowSeconds;
      yield batch;
    }
    const { eventUuid, shard } = routedId(random, shards, simulatedShards);
    const delay = random.fraction() * (random.chance(traffic.lateShare) ? traffic.latestSeconds : 1);
    const place = (sequence.get(shard) ?? 0) + 1;
    sequence.set(shard, place);
    const batch = open.get(shard) ?? [];
    batch.push({
      eventName: EVENT_NAME,
      eventUuid,
      createdAt: arrivedAt - delay,
      arrivedAt,
      owner: `shard-${shard}:${place}`,
    });
    open.set(shard, batch);
    if (batch.length >= batchSize) {
      open.delete(shard);
      yield batch;
    }
    arrivedAt += -Math.log(1 - random.fraction()) / eventsPerSecond;
  }
  yield* open.values();
}

/** A random id that one of the simulated shards takes. */
function routedId(random: SeededRandom, shards: number, simulatedShards: number) {
  for (;;) {
    const eventUuid = random.uuid();
    const shard = Math.floor((idHash(eventUuid).readUInt32BE(0) / 2 ** 32) * shards);
    if (shard < simulatedShards) return { eventUuid, shard };
  }
}
