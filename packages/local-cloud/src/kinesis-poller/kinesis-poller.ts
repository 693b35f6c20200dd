import { setMaxListeners } from "node:events";
import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import type { Clock } from "../clock";
import { type KinesisReadingClient, listShards, readableShards, shardStart } from "./shards";
import { mappingSettings, readsKinesis, type MappingSettings } from "./mapping-settings";
import type { S3WritingClient } from "./on-failure-destination";
import type { FunctionInvoker } from "./partition-lane";
import { type ShardStatistics, ShardProgress } from "./shard-progress";
import { ShardReader } from "./shard-reader";

/** Milliseconds of clock time between two looks at the mappings and at the shards of their streams. */
export const REFRESH_MILLIS = 1000;

/** Where the poller looks up the mappings; it does so about once a second. */
export interface EventSourceMappingSource {
  list(): Promise<readonly EventSourceMappingConfiguration[]>;
}

/** What a mapping reads its stream with, and writes what it gives up. */
export interface PollerClients {
  /** The SDK's `KinesisClient` fits. */
  readonly kinesis: KinesisReadingClient;
  /** For on-failure destinations; the SDK's `S3Client` fits. */
  readonly s3: S3WritingClient;
}

/** Settings of a {@link KinesisPoller}. */
export interface KinesisPollerOptions {
  readonly mappings: EventSourceMappingSource;
  /** Clients that call as the function's execution role. Asked about once a second: other clients begin a new reading. */
  readonly clientsOf: (functionName: string) => Promise<PollerClients>;
  /** The Lambda runner fits. */
  readonly lambda: FunctionInvoker;
  readonly clock: Clock;
  /** Region that events carry, for example `eu-central-1`. */
  readonly region: string;
  /** Called for what goes wrong outside the functions: a refused mapping, a stream that cannot be read, a lost delivery. */
  readonly onError?: (error: Error) => void;
}

/**
 * Does what Lambda's event source mappings do for Kinesis data streams: reads every shard of every enabled mapping, invokes the
 * function with batches, and handles failures as the mapping says. Mappings of other sources are left alone.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html
 */
export class KinesisPoller {
  private readonly context: PollerContext;
  private readonly mappings = new Map<string, MappingPoller>();
  private readonly refusals = new Map<string, string>();
  private readonly abort = new AbortController();
  private readonly ending = new Set<Promise<void>>();
  private running: Promise<void> | undefined;

  constructor(private readonly options: KinesisPollerOptions) {
    this.context = { ...options, onError: (error) => options.onError?.(error) };
  }

  /** Starts to poll. A second call does nothing. */
  start(): void {
    this.running ??= this.run();
  }

  /** Stops polling, for good. Resolves when running invocations have ended; a batch that failed is not retried any more. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.running;
    await Promise.all([...this.mappings.values()].map((mapping) => mapping.stop()));
    await Promise.all(this.ending);
  }

  /** Figures per mapping and shard, deleted mappings left out. */
  statistics(): ShardStatistics[] {
    return [...this.mappings.values()].flatMap((mapping) => mapping.statistics());
  }

  /** Whether a mapping still reads, or waits for an invocation that it began: for a moment after it was disabled, it does. */
  isReading(uuid: string): boolean {
    return this.mappings.get(uuid)?.isReading ?? false;
  }

  private async run(): Promise<void> {
    const { clock } = this.options;
    while (!this.abort.signal.aborted) {
      try {
        this.follow((await this.options.mappings.list()).filter(readsKinesis));
      } catch (error) {
        this.context.onError(error instanceof Error ? error : new Error(String(error)));
      }
      await clock.sleep(REFRESH_MILLIS, this.abort.signal);
    }
  }

  private follow(configurations: readonly EventSourceMappingConfiguration[]): void {
    if (this.abort.signal.aborted) return;
    const uuids = new Set(configurations.map(({ UUID }) => UUID ?? ""));
    for (const [uuid, mapping] of this.mappings) {
      if (uuids.has(uuid)) continue;
      this.mappings.delete(uuid);
      this.refusals.delete(uuid);
      const ended = mapping.stop().finally(() => this.ending.delete(ended));
      this.ending.add(ended);
    }
    for (const configuration of configurations) {
      const uuid = configuration.UUID ?? "";
      const mapping = this.mappings.get(uuid) ?? new MappingPoller(this.context);
      this.mappings.set(uuid, mapping);
      mapping.follow(this.settingsOf(uuid, configuration));
    }
  }

  /** Undefined for a mapping that is refused, which is reported once. */
  private settingsOf(uuid: string, configuration: EventSourceMappingConfiguration): MappingSettings | undefined {
    try {
      const settings = mappingSettings(configuration);
      this.refusals.delete(uuid);
      return settings;
    } catch (error) {
      const refusal = error instanceof Error ? error : new Error(String(error));
      if (this.refusals.get(uuid) !== refusal.message) this.context.onError(refusal);
      this.refusals.set(uuid, refusal.message);
      return undefined;
    }
  }
}

/** What all mappings of one poller share. */
export interface PollerContext {
  readonly clientsOf: (functionName: string) => Promise<PollerClients>;
  readonly lambda: FunctionInvoker;
  readonly clock: Clock;
  readonly region: string;
  readonly onError: (error: Error) => void;
}

/** The readers of one run: from the moment a mapping is enabled with some settings until it is disabled or changed. */
interface ReadingRun {
  readonly settings: MappingSettings;
  readonly clients: PollerClients;
  readonly abort: AbortController;
  /** By shard, and until when they read. */
  readonly readers: Map<string, Promise<void>>;
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

  /** From the moment its readers begin until the last invocation of them has ended. */
  get isReading(): boolean {
    return this.reading !== undefined;
  }

  /** Figures of all shards seen so far. */
  statistics(): ShardStatistics[] {
    return [...this.shards.values()].map((progress) => progress.statistics());
  }

  private async update(settings: MappingSettings | undefined): Promise<void> {
    const clients = settings && (await this.context.clientsOf(settings.functionName));
    const isChanged = JSON.stringify(settings) !== JSON.stringify(this.reading?.settings);
    if (isChanged || clients !== this.reading?.clients) await this.stopReading();
    if (settings?.enabled !== true || clients === undefined) return;
    this.reading ??= newRun(settings, clients);
    await this.readShards(this.reading);
  }

  private async stopReading(): Promise<void> {
    const reading = this.reading;
    reading?.abort.abort();
    await Promise.all([...(reading?.readers.values() ?? [])]);
    this.reading = undefined;
  }

  private async readShards(reading: ReadingRun): Promise<void> {
    const { settings, clients, abort, readers } = reading;
    const shards = await listShards(clients.kinesis, settings.streamName);
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
    }
    const readable = readableShards(shards, (shardId) => this.shards.get(shardId)?.drained === true);
    for (const shardId of readable) {
      const progress = this.shards.get(shardId);
      if (progress === undefined || progress.drained || readers.has(shardId) || abort.signal.aborted) continue;
      const reader = new ShardReader({
        ...this.context,
        kinesis: clients.kinesis,
        s3: clients.s3,
        settings,
        progress,
        signal: abort.signal,
      });
      readers.set(shardId, this.run(reader, shardId, reading));
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

function newRun(settings: MappingSettings, clients: PollerClients): ReadingRun {
  const abort = new AbortController();
  setMaxListeners(0, abort.signal); // every shard and lane listens
  return { settings, clients, abort, readers: new Map() };
}
