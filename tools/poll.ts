import { setTimeout as wait } from "node:timers/promises";

export interface PollOptions {
  /** What is waited for, for the message when it does not come. */
  readonly what: string;
  readonly deadlineMilliseconds: number;
  /** The deadline is for what this tells to change: as long as it does, there is time. @default - for the answer */
  readonly progress?: () => number;
  /** What a person needs to know when it does not come, in lines of its own. @default - nothing */
  readonly state?: () => string;
  /** @default 250 */
  readonly intervalMilliseconds?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks again and again until there is an answer.
 *
 * @param ask undefined means: not yet
 * @throws Error naming what did not come in time, and how far it came
 */
export async function poll<T>(ask: () => Promise<T | undefined>, options: PollOptions): Promise<T> {
  const { what, deadlineMilliseconds, progress, state, intervalMilliseconds = 250, signal } = options;
  let deadline = Date.now() + deadlineMilliseconds;
  let reached = progress?.();
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const now = progress?.();
    if (now !== reached) {
      reached = now;
      deadline = Date.now() + deadlineMilliseconds;
    }
    if (Date.now() > deadline) {
      const seconds = deadlineMilliseconds / 1000;
      const message =
        reached === undefined
          ? `${what}: not after ${seconds} s.`
          : `${what}: ${reached}, and for ${seconds} s nothing moved.`;
      throw new Error(state === undefined ? message : `${message}\n${state()}`);
    }
    await wait(intervalMilliseconds, undefined, { signal });
  }
}
