import { writeFileSync } from "node:fs";
import { type TrinoInstallation, TrinoServer } from "./trino-server";

export interface LazyTrinoOptions {
  /** @default - there is none */
  readonly install: (() => Promise<TrinoInstallation>) | undefined;
  readonly endpoint: string;
  readonly region: string;
  readonly folder: string;
  readonly onProgress: (message: string) => void;
}

/** A Trino that starts when the first query comes, and again when it has ended: it takes half a minute and up to a gigabyte, which most runs do not need. */
export class LazyTrino {
  private starting: Promise<TrinoServer> | undefined;
  private started: TrinoServer | undefined;
  private readonly stopping = new AbortController();

  constructor(private readonly options: LazyTrinoOptions) {}

  /** @throws Error when there is none, or it does not start; the next query tries again */
  async server(): Promise<{ readonly endpoint: string; readonly writeRules: (text: string) => void }> {
    if (this.started !== undefined && this.started.processId === undefined) this.starting = this.started = undefined;
    this.starting ??= this.start();
    const { endpoint, rulesFile } = await this.starting;
    return {
      endpoint,
      writeRules: (text) => {
        writeFileSync(rulesFile, text);
      },
    };
  }

  processIds(): number[] {
    const id = this.started?.processId;
    return id === undefined ? [] : [id];
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.starting?.catch(() => undefined);
    await this.started?.stop();
  }

  private async start(): Promise<TrinoServer> {
    const { install, onProgress, ...options } = this.options;
    try {
      if (install === undefined) {
        throw new Error("Athena's queries run in Trino, and this local cloud was started without one: pass `trino`.");
      }
      onProgress("starting Trino for the first query of Athena");
      const { signal } = this.stopping;
      this.started = await TrinoServer.start({ ...options, installation: await install(), signal });
      return this.started;
    } catch (error) {
      this.starting = undefined;
      throw error;
    }
  }
}
