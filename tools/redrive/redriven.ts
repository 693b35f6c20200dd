/** What a redrive takes of what was set aside. */
export interface Selection {
  /** What was set aside at this time or later. @default - all */
  readonly since?: Date;
  /** What was set aside for this reason. @default - for any */
  readonly reason?: string;
  /** Events of this name. @default - of any */
  readonly event?: string;
}

/** What a redrive came to. */
export interface Redriven {
  /** How many were set aside, and selected. */
  readonly found: number;
  /** How many are on their way into the tables now. */
  readonly done: number;
  /** How many are still set aside, by why. */
  readonly left: ReadonlyMap<string, number>;
  /** What a person should know beside it. */
  readonly note?: string;
}

/** A place where events wait that were set aside. */
export interface SetAside {
  /** What is counted: "records", "events". */
  readonly counted: string;
  /** Looks, and changes nothing. @returns what waits there, by why */
  look(selection: Selection): Promise<ReadonlyMap<string, number>>;
  /** Brings back what was set aside. It may be killed at any time, and repeated. */
  redrive(selection: Selection, onProgress: (text: string) => void): Promise<Redriven>;
}

/** Counts what is left, by why. */
export class Tally {
  readonly counts = new Map<string, number>();

  add(reason: string, count = 1): void {
    if (count > 0) this.counts.set(reason, (this.counts.get(reason) ?? 0) + count);
  }
}

/** Sum of all counts. */
export function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
