import type { Clock } from "../../src/clock";

interface Sleeper {
  readonly wakesAt: number;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  private readonly sleepers = new Set<Sleeper>();

  constructor(private time = Date.UTC(2026, 10, 22, 12, 0, 0)) {}

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        wakesAt: this.time + milliseconds,
        wake: () => {
          this.sleepers.delete(sleeper);
          signal?.removeEventListener("abort", sleeper.wake);
          resolve();
        },
      };
      this.sleepers.add(sleeper);
      signal?.addEventListener("abort", sleeper.wake, { once: true });
    });
  }

  /** Lets time pass: wakes sleepers one after the other, and lets everything they start come to rest in between. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    await rest();
    for (let next = this.nextSleeper(end); next !== undefined; next = this.nextSleeper(end)) {
      this.time = Math.max(this.time, next.wakesAt);
      next.wake();
      await rest();
    }
    this.time = end;
  }

  private nextSleeper(before: number): Sleeper | undefined {
    return [...this.sleepers]
      .filter(({ wakesAt }) => wakesAt <= before)
      .sort((left, right) => left.wakesAt - right.wakesAt)
      .at(0);
  }
}

/** Resolves when no promise is left that could go on by itself. */
export function rest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
