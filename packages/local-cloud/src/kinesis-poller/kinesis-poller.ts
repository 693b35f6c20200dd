import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import type { Clock } from "../clock";
import type { KinesisReadingClient } from "./kinesis-reading-client";
import { MappingPoller, type PollerContext } from "./mapping-poller";
import { mappingSettings, readsKinesis, type MappingSettings } from "./mapping-settings";
import type { S3WritingClient } from "./on-failure-destination";
import type { FunctionInvoker } from "./partition-lane";
import type { ShardStatistics } from "./shard-progress";

/** Milliseconds of clock time between two looks at the mappings and at the shards of their streams. */
export const REFRESH_MILLIS = 1000;

/** Where the poller looks up the mappings; it does so about once a second. */
export interface EventSourceMappingSource {
  list(): Promise<readonly EventSourceMappingConfiguration[]>;
}

/** Settings of a {@link KinesisPoller}. */
export interface KinesisPollerOptions {
  readonly mappings: EventSourceMappingSource;
  /** The SDK's `KinesisClient` fits. */
  readonly kinesis: KinesisReadingClient;
  /** For on-failure destinations; the SDK's `S3Client` fits. */
  readonly s3: S3WritingClient;
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
