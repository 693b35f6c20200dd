import {
  DescribeDeliveryStreamCommand,
  ListDeliveryStreamsCommand,
  type DescribeDeliveryStreamCommandOutput,
  type ListDeliveryStreamsCommandOutput,
} from "@aws-sdk/client-firehose";
import type { Clock } from "../clock";
import type { KinesisReadingClient } from "../kinesis-poller/kinesis-reading-client";
import { KinesisSource, type SourceSettings, type TakeRecords } from "./kinesis-source";

/** Milliseconds between two looks at the delivery streams and their sources. */
export const REFRESH_MILLISECONDS = 1000;

/** The part of a Firehose client that is needed; the SDK's `FirehoseClient` fits. */
export interface DeliveryStreamListing {
  send(command: ListDeliveryStreamsCommand): Promise<ListDeliveryStreamsCommandOutput>;
  send(command: DescribeDeliveryStreamCommand): Promise<DescribeDeliveryStreamCommandOutput>;
}

export interface KinesisSourcesOptions {
  readonly firehose: DeliveryStreamListing;
  readonly kinesis: KinesisReadingClient;
  /** The engine that delivers. */
  readonly take: TakeRecords;
  readonly clock: Clock;
  /** Told of a stream that could not be read; it is tried again. */
  readonly onError: (error: Error) => void;
}

/** What one delivery stream has read of its source. */
export interface SourceStatistics {
  readonly deliveryStreamName: string;
  readonly recordsRead: number;
}

/**
 * Does what Firehose does for delivery streams whose source is a Kinesis stream: reads it, and hands the records to the
 * delivery stream. Sources are read back from what was deployed.
 */
export class KinesisSources {
  private readonly sources = new Map<string, KinesisSource>();
  private readonly abort = new AbortController();
  private running: Promise<void> | undefined;

  constructor(private readonly options: KinesisSourcesOptions) {}

  /** Starts to read. A second call does nothing. */
  start(): void {
    this.running ??= this.run();
  }

  /** Stops, for good. What was read is with the delivery streams by then. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.running;
  }

  /** Reads all that the sources hold now; resolves when the delivery streams have it. @throws what a reading throws */
  async readToEnd(): Promise<void> {
    await this.follow();
    await Promise.all([...this.sources.values()].map((source) => source.readToEnd()));
  }

  statistics(): SourceStatistics[] {
    return [...this.sources.values()].map(({ settings, recordsRead }) => ({
      deliveryStreamName: settings.deliveryStreamName,
      recordsRead,
    }));
  }

  private async run(): Promise<void> {
    const { clock, onError } = this.options;
    while (!this.abort.signal.aborted) {
      try {
        await this.readToEnd();
      } catch (error) {
        // What is destroyed goes one after the other: a source may go before its delivery stream.
        const cause = error instanceof Error ? error : new Error(String(error));
        if (cause.name !== "ResourceNotFoundException") {
          onError(
            new Error(`The source of a delivery stream could not be read and is tried again: ${cause.message}`, {
              cause,
            }),
          );
        }
      }
      await clock.sleep(REFRESH_MILLISECONDS, this.abort.signal);
    }
  }

  private async follow(): Promise<void> {
    const names = await this.deliveryStreamNames();
    for (const name of [...this.sources.keys()].filter((known) => !names.includes(known))) this.sources.delete(name);
    for (const name of names) {
      const settings = await this.settingsOf(name);
      const known = this.sources.get(name)?.settings;
      if (settings === undefined) {
        this.sources.delete(name);
      } else if (
        known?.streamName !== settings.streamName ||
        known.startsAt.getTime() !== settings.startsAt.getTime()
      ) {
        // Also one that was destroyed and made again under the same name.
        this.sources.set(name, new KinesisSource(settings, this.options.kinesis, this.options.take));
      }
    }
  }

  private async deliveryStreamNames(): Promise<string[]> {
    const names: string[] = [];
    let answer: ListDeliveryStreamsCommandOutput;
    do {
      answer = await this.options.firehose.send(
        new ListDeliveryStreamsCommand({
          DeliveryStreamType: "KinesisStreamAsSource",
          ExclusiveStartDeliveryStreamName: names.at(-1),
        }),
      );
      names.push(...(answer.DeliveryStreamNames ?? []));
    } while (answer.HasMoreDeliveryStreams === true && (answer.DeliveryStreamNames ?? []).length > 0);
    return names;
  }

  private async settingsOf(deliveryStreamName: string): Promise<SourceSettings | undefined> {
    const { DeliveryStreamDescription: stream } = await this.options.firehose.send(
      new DescribeDeliveryStreamCommand({ DeliveryStreamName: deliveryStreamName }),
    );
    const source = stream?.Source?.KinesisStreamSourceDescription;
    const streamName = source?.KinesisStreamARN?.split("stream/")[1];
    if (streamName === undefined || stream?.DeliveryStreamStatus !== "ACTIVE") return undefined;
    return {
      deliveryStreamName,
      streamName,
      startsAt: source?.DeliveryStartTimestamp ?? stream.CreateTimestamp ?? new Date(this.options.clock.now()),
    };
  }
}
