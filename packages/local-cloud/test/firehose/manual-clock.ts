import type { Clock } from "../../src/clock";

/** A clock that a test moves by hand; a sleep ends once the clock has been moved past its end. */
export class ManualClock implements Clock {
  private readonly sleeps = new Set<{ readonly end: number; readonly wake: () => void }>();

  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  /** Sleeps that have not ended. */
  get sleeping(): number {
    return this.sleeps.size;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (milliseconds <= 0 || signal?.aborted) {
        resolve();
        return;
      }
      const sleep = {
        end: this.time + milliseconds,
        wake: () => {
          this.sleeps.delete(sleep);
          resolve();
        },
      };
      this.sleeps.add(sleep);
      signal?.addEventListener("abort", sleep.wake, { once: true });
    });
  }

  advance(milliseconds: number): void {
    this.time += milliseconds;
    for (const sleep of [...this.sleeps].filter(({ end }) => end <= this.time).sort((a, b) => a.end - b.end)) {
      sleep.wake();
    }
  }
}

/** Polls until `condition` holds; fails after five seconds of real time. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error(`Waited 5 s in vain for: ${condition.toString()}`);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
}
