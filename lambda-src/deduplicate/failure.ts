/** What the function does with a batch, in this order. */
export type Stage = "claim" | "quarantine_queue" | "duplicates_queue" | "delivery";

/** A stage that did not succeed for all records. Holds no event contents. */
export interface StageFailure {
  readonly stage: Stage;
  /** `shardId:sequenceNumber` of the lowest record that the stage failed on. */
  readonly record: string;
  readonly error: Error;
}

/** One log line about a failure, as JSON. */
export function failureLine({ stage, record, error }: StageFailure): string {
  return JSON.stringify({ level: "ERROR", stage, record, error: error.name, message: error.message });
}

/** What was thrown, as an Error: a library may throw anything. */
export function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(`A value that is not an Error was thrown: ${String(thrown)}`);
}
