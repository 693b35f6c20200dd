/** Numbers that look random and are the same on every machine for the same seeds (xoshiro128**, not for secrets). */
export class SeededRandom {
  private readonly state: [number, number, number, number];

  /** @param seeds Finite numbers; each one counts, with its 53 bits. */
  constructor(...seeds: readonly number[]) {
    let mixed = 0x9e3779b9;
    const mix = (word: number) => {
      mixed = Math.imul(mixed ^ word, 0x85ebca6b);
      mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
      mixed = (mixed ^ (mixed >>> 16)) + 0x6d2b79f5;
      return mixed >>> 0;
    };
    for (const seed of seeds) {
      if (!Number.isFinite(seed)) throw new Error(`Seed ${seed} is not a finite number. Pass an integer such as 1.`);
      mix(seed >>> 0);
      mix(Math.floor(seed / 2 ** 32) >>> 0);
    }
    this.state = [mix(1), mix(2), mix(3), mix(4)];
  }

  /** An integer of 32 bits, 0 to 4,294,967,295. */
  word(): number {
    const state = this.state;
    const [a, b, c, d] = state;
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const third = c ^ a;
    const fourth = d ^ b;
    state[0] = a ^ fourth;
    state[1] = b ^ third;
    state[2] = third ^ (b << 9);
    state[3] = (fourth << 11) | (fourth >>> 21);
    return result;
  }

  /** A fraction: at least 0, below 1. */
  fraction(): number {
    return this.word() / 2 ** 32;
  }

  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean {
    return this.fraction() < probability;
  }

  /** An integer, both ends included; the range may have up to 2^53 values. */
  integer(minimum: number, maximum: number): number {
    const wide = (this.word() & 0x1fffff) * 2 ** 32 + this.word();
    return minimum + Math.floor((wide / 2 ** 53) * (maximum - minimum + 1));
  }

  /** One item of the list. Throws when the list is empty. */
  pick<T>(list: readonly T[]): T {
    const item = list[this.integer(0, list.length - 1)];
    if (item === undefined) throw new Error("Nothing can be picked from an empty list. Pass at least one item.");
    return item;
  }

  /** A new list with the same items in another order. */
  shuffled<T>(list: readonly T[]): T[] {
    const keyed = list.map((item) => ({ item, key: this.word() }));
    return keyed.sort((a, b) => a.key - b.key).map(({ item }) => item);
  }

  /** A UUID of version 4. */
  uuid(): string {
    const words = [this.word(), this.word(), this.word(), this.word()];
    const hex = words.map((word) => word.toString(16).padStart(8, "0")).join("");
    const variant = "89ab".charAt(parseInt(hex.charAt(16), 16) & 3);
    return [
      hex.slice(0, 8),
      hex.slice(8, 12),
      `4${hex.slice(13, 16)}`,
      variant + hex.slice(17, 20),
      hex.slice(20),
    ].join("-");
  }
}
