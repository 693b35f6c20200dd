import type { ResendPolicy } from "../../../lambda-src/deduplicate/batch-call";

/** A policy that does not wait and keeps the pauses it was asked for. */
export function recordingPolicy(props: Partial<ResendPolicy> = {}): ResendPolicy & { readonly pauses: number[] } {
  const pauses: number[] = [];
  return {
    maxTries: 4,
    baseDelayMs: 100,
    maxDelayMs: 300,
    reserveMs: 1_000,
    random: () => 0.5,
    sleep: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
    ...props,
    pauses,
  };
}

/** An invocation that has all the time it needs. */
export function plentyOfTime(): number {
  return 60_000;
}
