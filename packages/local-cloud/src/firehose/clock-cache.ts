import type { Clock } from "../clock";

/**
 * Remembers what was loaded under a name for some time on a clock. A load that fails is not remembered; callers that ask
 * while it runs share it.
 */
export class ClockCache<Value> {
  private readonly entries = new Map<string, { readonly value: Promise<Value>; readonly loadedAt: number }>();

  /** @param lifetime milliseconds for which a value is taken as it is. */
  constructor(
    private readonly clock: Clock,
    private readonly lifetime: number,
  ) {}

  /** The value under `name`, from `load` when there is none or it is too old. Rejects as `load` does. */
  async get(name: string, load: () => Promise<Value>): Promise<Value> {
    const known = this.entries.get(name);
    if (known !== undefined && this.clock.now() - known.loadedAt < this.lifetime) {
      return known.value;
    }
    const entry = { value: load(), loadedAt: this.clock.now() };
    this.entries.set(name, entry);
    try {
      return await entry.value;
    } catch (error) {
      if (this.entries.get(name) === entry) {
        this.entries.delete(name);
      }
      throw error;
    }
  }
}
