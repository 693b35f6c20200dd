/** Lets a bounded number of tasks run at the same time; the others wait their turn. */
export class DeliverySlots {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** Runs `task` once a slot is free. Rejects as `task` does. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.free === 0) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.free -= 1;
    }
    try {
      return await task();
    } finally {
      const next = this.waiting.shift();
      if (next === undefined) {
        this.free += 1;
      } else {
        next();
      }
    }
  }
}
