import type { KinesisStreamRecord } from "aws-lambda";
import { SimulatedInvocation } from "./simulated-invocation";
import type { SimulatedWorld } from "./simulated-world";

/** One turn of the event source mapping. */
export interface Turn {
  /** Records in the batch, 1 or more. */
  readonly batchSize: number;
  /** The invocation has no time left to deliver anything. */
  readonly hurried: boolean;
  /** Records behind its checkpoint that the mapping sends again after this turn, as at-least-once allows. */
  readonly rewind: number;
  /** Warm instance of the function that takes the batch. */
  readonly instance: number;
}

const MAX_INVOCATIONS = 200;
const LONG_MS = 60_000;

/** The rest of the turns, when those that were planned have run out. */
const CALM_TURN: Turn = { batchSize: 4, hurried: false, rewind: 0, instance: 0 };

/**
 * Reads a shard to its end as a Lambda event source mapping does: batch by batch, from the reported failure on again, and
 * the whole batch again after a crash.
 *
 * @throws Error when an invocation breaks a rule that holds for each one, or the shard is never finished
 */
export async function readShard(
  records: readonly KinesisStreamRecord[],
  turns: readonly Turn[],
  world: SimulatedWorld,
): Promise<void> {
  let position = 0;
  for (let invocations = 0; position < records.length; invocations += 1) {
    if (invocations === MAX_INVOCATIONS) throw new Error(`Record ${position} blocks the shard.`);
    const { batchSize, hurried, rewind, instance } = turns[invocations] ?? CALM_TURN;
    const batch = records.slice(position, position + batchSize);
    const done = await invoke(batch, hurried, instance, world);
    position += done;
    if (rewind > 0) {
      const resumed = Math.max(0, position - rewind);
      forget(records.slice(resumed, position), world);
      position = resumed;
    }
  }
}

/** Number of leading records of the batch that are done. */
async function invoke(
  batch: readonly KinesisStreamRecord[],
  hurried: boolean,
  instance: number,
  world: SimulatedWorld,
): Promise<number> {
  const invocation = new SimulatedInvocation(world, instance);
  const ending = await invocation.run(batch, hurried ? 0 : LONG_MS);
  if (ending.kind === "crashed") return 0;
  const { lowestFailed } = ending.result;
  const failedAt = batch.findIndex((record) => record.kinesis.sequenceNumber === lowestFailed);
  if (lowestFailed !== undefined && failedAt < 0) throw new Error(`${lowestFailed} is not in the batch.`);
  const done = lowestFailed === undefined ? batch.length : failedAt;

  const owners = batch.map((record) => record.eventID);
  const doneOwners = new Set(owners.slice(0, done));
  checkNothingPastTheFailure(invocation, owners, done);
  checkAllBeforeTheFailure(doneOwners, world);
  world.acknowledged.push(...invocation.answered.filter((owner) => doneOwners.has(recordOf(owner))));
  return done;
}

/** Past the failure only records may be delivered that shared a call with the failed one. */
function checkNothingPastTheFailure(invocation: SimulatedInvocation, owners: readonly string[], done: number): void {
  const failed = owners[done];
  if (failed === undefined) return;
  const calls = invocation.calls.map((call) => call.map(recordOf));
  const sharedCall = calls.find((call) => call.includes(failed)) ?? [];
  const past = invocation.taken
    .map(recordOf)
    .filter((owner) => owners.indexOf(owner) > done && !sharedCall.includes(owner));
  if (past.length > 0) throw new Error(`${past.join()} were delivered past the failed record ${failed}.`);
}

/** A record that is reported as done has arrived somewhere. */
function checkAllBeforeTheFailure(doneOwners: ReadonlySet<string>, world: SimulatedWorld): void {
  const owners = [...world.delivered, ...world.duplicates, ...world.quarantine.map(({ owner }) => owner)];
  const arrived = new Set(owners.map(recordOf));
  const missing = [...doneOwners].filter((owner) => !arrived.has(owner));
  if (missing.length > 0) throw new Error(`${missing.join()} are reported as done and have arrived nowhere.`);
}

function forget(records: readonly KinesisStreamRecord[], world: SimulatedWorld): void {
  for (const record of records) {
    for (;;) {
      const index = world.acknowledged.findIndex((owner) => recordOf(owner) === record.eventID);
      if (index < 0) break;
      world.acknowledged.splice(index, 1);
    }
  }
}

/** `shard:sequenceNumber`, also of an event that was not alone in its record. */
function recordOf(owner: string): string {
  return owner.split(":").slice(0, 2).join(":");
}
