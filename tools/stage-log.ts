import pc from "picocolors";

/** Milliseconds between two lines of progress where lines cannot be rewritten. */
const PLAIN_INTERVAL_MILLISECONDS = 5_000;

/** Seconds that one stage took. */
export interface StageTime {
  readonly stage: string;
  readonly seconds: number;
}

/** Shows what the demo is at: the stage, the time since the start, and how far it is, where that is news. */
export class StageLog {
  readonly times: StageTime[] = [];
  private readonly start = performance.now();
  private lastProgress = { at: 0, text: "" };
  private openLine = false;

  constructor(private readonly stream: NodeJS.WriteStream = process.stdout) {}

  /** Runs one stage, and notes how long it took. Stages may run side by side. */
  async stage<T>(name: string, work: (progress: (text: string) => void) => Promise<T>): Promise<T> {
    const begin = performance.now();
    this.line(name, pc.dim("..."));
    try {
      const result = await work((text) => {
        this.progress(name, text);
      });
      const seconds = (performance.now() - begin) / 1000;
      this.times.push({ stage: name, seconds });
      this.line(name, `${pc.green("done")} ${pc.dim(`in ${seconds.toFixed(1)} s`)}`);
      return result;
    } catch (error) {
      this.line(name, pc.red("failed"));
      throw error;
    }
  }

  /** A line of its own. */
  line(stage: string, text: string): void {
    this.closeLine();
    this.stream.write(`${this.prefix(stage)} ${text}\n`);
  }

  private progress(stage: string, text: string): void {
    const now = performance.now();
    if (this.stream.isTTY) {
      const line = `${this.prefix(stage)} ${text}`;
      this.stream.write(`\r\u001b[2K${line.slice(0, (this.stream.columns || 120) + 9)}`);
      this.openLine = true;
    } else if (now - this.lastProgress.at >= PLAIN_INTERVAL_MILLISECONDS && text !== this.lastProgress.text) {
      this.lastProgress = { at: now, text };
      this.line(stage, text);
    }
  }

  private closeLine(): void {
    if (this.openLine) this.stream.write("\r\u001b[2K");
    this.openLine = false;
  }

  private prefix(stage: string): string {
    const seconds = ((performance.now() - this.start) / 1000).toFixed(1);
    return `${pc.dim(`[${seconds.padStart(6)} s]`)} ${pc.bold(stage.padEnd(14))}`;
  }
}
