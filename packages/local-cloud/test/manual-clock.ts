import type { Clock } from "../src/clock";

/** A clock that a test moves by hand; a sleep ends once the clock has been moved past its end. */
export class ManualClock implements Clock {
  private readonly sleeps = new Set<{ readonly end: number; readonly wake: () => void }>();

  constructor(private time = Date.UTC(2026, 10, 22, 12, 0, 0)) {}

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
          signal?.removeEventListener("abort", sleep.wake);
          resolve();
        },
      };
      this.sleeps.add(sleep);
      signal?.addEventListener("abort", sleep.wake, { once: true });
    });
  }

  /** Moves the clock at once, and wakes every sleep that has ended by then. */
  advance(milliseconds: number): void {
    this.time += milliseconds;
    for (const sleep of [...this.sleeps].filter(({ end }) => end <= this.time).sort((a, b) => a.end - b.end)) {
      sleep.wake();
    }
  }

  /** Lets time pass: wakes sleeps one after the other, and lets everything they start come to rest in between. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    await rest();
    for (let next = this.nextEnd(); next <= end; next = this.nextEnd()) {
      this.advance(Math.max(0, next - this.time));
      await rest();
    }
    this.time = end;
  }

  private nextEnd(): number {
    return Math.min(...[...this.sleeps].map(({ end }) => end));
  }
}

/** Resolves when no promise is left that could go on by itself. */
export function rest(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Polls until `condition` holds; fails after five seconds of real time. */
export async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) {
      throw new Error(`Waited 5 s in vain for: ${condition.toString()}`);
    }
    await rest();
  }
}
