/** One thing that was checked, and what came of it. */
export interface VerdictCheck {
  /** What must be true, as a sentence. */
  readonly name: string;
  readonly passed: boolean;
  /** What was counted; when the check failed, up to five examples. */
  readonly detail: string;
}

const MAX_EXAMPLES = 5;

/** Collects what speaks against one check: counts everything, keeps a few examples. */
export class Findings {
  private readonly examples: string[] = [];
  private count = 0;

  constructor(private readonly name: string) {}

  /** Notes one violation. */
  add(example: string): void {
    this.count += 1;
    if (this.examples.length < MAX_EXAMPLES) this.examples.push(example);
  }

  /** @param summary What was checked, as a sentence; it stands before the examples. */
  check(summary: string): VerdictCheck {
    if (this.count === 0) return { name: this.name, passed: true, detail: summary };
    const head = this.count > this.examples.length ? `${this.count} wrong, for example` : `${this.count} wrong`;
    return { name: this.name, passed: false, detail: `${summary} ${head}: ${this.examples.join("; ")}.` };
  }
}

/** The value as a person can read it in one line, cut after 80 characters. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value ?? null);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
