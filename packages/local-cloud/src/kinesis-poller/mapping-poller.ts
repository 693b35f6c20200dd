import { setMaxListeners } from "node:events";
import type { Clock } from "../clock";
import type { KinesisReadingClient } from "./kinesis-reading-client";
import type { MappingSettings } from "./mapping-settings";
import type { S3WritingClient } from "./on-failure-destination";
import type { FunctionInvoker } from "./partition-lane";
import { isClosed, listShards, readableShards, shardStart } from "./shard-lineage";
import { ShardProgress, type ShardStatistics } from "./shard-progress";
import { ShardReader } from "./shard-reader";

/** What all mappings of one poller share. */
export interface PollerContext {
  readonly kinesis: KinesisReadingClient;
  readonly lambda: FunctionInvoker;
  readonly s3: S3WritingClient;
  readonly clock: Clock;
  readonly region: string;
  readonly onError: (error: Error) => void;
}

/** The readers of one run: from the moment a mapping is enabled with some settings until it is disabled or changed. */
interface ReadingRun {
  readonly settings: MappingSettings;
  readonly abort: AbortController;
  readonly readers: Map<string, { readonly reader: ShardReader; readonly ended: Promise<void> }>;
}

/** Reads the shards of one event source mapping; remembers their checkpoints while the mapping is disabled or changed. */
export class MappingPoller {
  private readonly shards = new Map<string, ShardProgress>();
  private reading: ReadingRun | undefined;
  private working: Promise<void> = Promise.resolve();
  private isWorking = false;

  constructor(private readonly context: PollerContext) {}

  /**
   * Follows the mapping's settings and the stream's shards. Called again and again; a call is ignored while an earlier one is
   * still at work.
   *
   * @param settings undefined when the mapping must not be polled.
   */
  follow(settings: MappingSettings | undefined): void {
    if (this.isWorking) return;
    this.isWorking = true;
    this.working = this.update(settings)
      .catch((error: unknown) => {
        this.context.onError(error instanceof Error ? error : new Error(String(error)));
      })
      .finally(() => {
        this.isWorking = false;
      });
  }

  /** Ends all readers and resolves when running invocations have ended. */
  async stop(): Promise<void> {
    this.reading?.abort.abort();
    await this.working;
    await this.stopReading();
  }

  /** Figures of all shards seen so far. */
  statistics(): ShardStatistics[] {
    return [...this.shards.values()].map((progress) => progress.statistics());
  }

  private async update(settings: MappingSettings | undefined): Promise<void> {
    const isChanged = JSON.stringify(settings) !== JSON.stringify(this.reading?.settings);
    if (isChanged) await this.stopReading();
    if (settings?.enabled !== true) return;
    this.reading ??= newRun(settings);
    await this.readShards(this.reading);
  }

  private async stopReading(): Promise<void> {
    const reading = this.reading;
    reading?.abort.abort();
    await Promise.all([...(reading?.readers.values() ?? [])].map(({ ended }) => ended));
    this.reading = undefined;
  }

  private async readShards(reading: ReadingRun): Promise<void> {
    const { settings, abort, readers } = reading;
    const shards = await listShards(this.context.kinesis, settings.streamName);
    const isFirstListing = this.shards.size === 0;
    for (const shard of shards) {
      const shardId = shard.ShardId;
      if (shardId === undefined) continue;
      if (!this.shards.has(shardId)) {
        const start = shardStart(shard, settings.startingPosition, isFirstListing);
        const progress = new ShardProgress(settings.uuid, shardId, start === "drained" ? { type: "LATEST" } : start);
        progress.drained = start === "drained";
        this.shards.set(shardId, progress);
      }
      if (isClosed(shard)) readers.get(shardId)?.reader.shardWasClosed();
    }
    const readable = readableShards(shards, (shardId) => this.shards.get(shardId)?.drained === true);
    for (const shardId of readable) {
      const progress = this.shards.get(shardId);
      if (progress === undefined || progress.drained || readers.has(shardId) || abort.signal.aborted) continue;
      const reader = new ShardReader({ ...this.context, settings, progress, signal: abort.signal });
      readers.set(shardId, { reader, ended: this.run(reader, shardId, reading) });
    }
  }

  private async run(reader: ShardReader, shardId: string, { settings, abort }: ReadingRun): Promise<void> {
    try {
      await reader.run();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      abort.abort();
      this.context.onError(
        new Error(
          `Event source mapping ${settings.uuid}, ${shardId}: reading ended, this is a bug of the local cloud: ${reason}`,
          {
            cause: error,
          },
        ),
      );
    }
  }
}

function newRun(settings: MappingSettings): ReadingRun {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal); // every shard and lane listens
  return { settings, abort, readers: new Map() };
}
