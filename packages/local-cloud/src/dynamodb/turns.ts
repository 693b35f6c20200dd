/** Lets work on the same things take turns, in the order in which it came; work on others does not wait. */
export class Turns {
  /** The last work on each thing that has not ended. */
  private readonly last = new Map<string, Promise<void>>();

  /** @param keys of what the work is on; without any it begins at once */
  take<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const before = keys.flatMap((key) => this.last.get(key) ?? []);
    const result = before.length === 0 ? work() : Promise.all(before).then(work);
    const ended = result
      .then(
        () => undefined,
        () => undefined,
      )
      .then(() => {
        for (const key of keys) if (this.last.get(key) === ended) this.last.delete(key);
      });
    for (const key of keys) this.last.set(key, ended);
    return result;
  }
}
