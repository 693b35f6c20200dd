import { bucketGeometry } from "../../../modules/deduplicator";
import { measureInMemory, measureOnDynalite } from "./measure-index";

const DAY = 86_400;
const WRITE_DOLLARS = 0.625;
const READ_DOLLARS = 0.125;

/** Prints what the bucket log costs at a million events an hour, by dynalite's consumed capacity and counted in memory. */
async function main(): Promise<void> {
  for (const lateShare of [0, 0.05, 0.2]) {
    const simulation = {
      traffic: {
        eventsPerSecond: 278,
        shards: 4,
        batchWindowSeconds: 10,
        batchSize: 2_000,
        durationSeconds: 180,
        lateShare,
        latestSeconds: 6 * DAY,
        startsAt: 1_790_000_000,
        seed: 7,
      },
      geometry: bucketGeometry({ eventsPerHour: 1_000_000, shards: 4, batchWindowSeconds: 10 }),
      windowSeconds: 7 * DAY,
      instances: 1,
    };
    for (const measure of [measureOnDynalite, measureInMemory]) {
      const { events, usage } = await measure(simulation);
      const [writes, reads] = [usage.writeUnits / events, usage.readUnits / events];
      const calls = (usage.appends + usage.queries) / events;
      const dollars = writes * WRITE_DOLLARS + reads * READ_DOLLARS;
      process.stdout.write(
        `${measure.name}: ${events} events, ${lateShare * 100} % late: for each ${writes.toFixed(4)} write units, ` +
          `${reads.toFixed(4)} read units, ${calls.toFixed(4)} calls; ${dollars.toFixed(4)} dollars per million\n`,
      );
    }
  }
}

void main();
