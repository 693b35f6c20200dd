import { setTimeout as wait } from "node:timers/promises";

export interface PollOptions {
  /** What is waited for, for the message when it does not come. */
  readonly what: string;
  readonly deadlineMilliseconds: number;
  /** @default 250 */
  readonly intervalMilliseconds?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks again and again until there is an answer.
 *
 * @param ask undefined means: not yet
 * @throws Error naming what did not come in time
 */
export async function poll<T>(ask: () => Promise<T | undefined>, options: PollOptions): Promise<T> {
  const { what, deadlineMilliseconds, intervalMilliseconds = 250, signal } = options;
  const deadline = Date.now() + deadlineMilliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`${what}: not after ${deadlineMilliseconds / 1000} s.`);
    await wait(intervalMilliseconds, undefined, { signal });
  }
}
