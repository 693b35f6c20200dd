import { PutRecordsCommand, type KinesisClient } from "@aws-sdk/client-kinesis";
import { poll } from "../../../tools/poll";
import type { LocalCloud } from "@event-lake/local-cloud";

export type SentEvent = Readonly<Record<string, unknown>> & { readonly event_uuid: string };

/** Sends events, and remembers how far on the stream they reach. */
export class Producer {
  /** Ids of what the stream has taken. */
  readonly sent: string[] = [];
  private readonly lastInShard = new Map<string, bigint>();

  constructor(
    private readonly kinesis: KinesisClient,
    private readonly stream: string,
  ) {}

  async send(events: readonly SentEvent[]): Promise<void> {
    const { FailedRecordCount, Records = [] } = await this.kinesis.send(
      new PutRecordsCommand({
        StreamName: this.stream,
        Records: events.map((event) => ({ PartitionKey: event.event_uuid, Data: Buffer.from(JSON.stringify(event)) })),
      }),
    );
    if (FailedRecordCount !== 0) throw new Error("The local stream refused a record.");
    for (const { ShardId = "", SequenceNumber = "0" } of Records) this.lastInShard.set(ShardId, BigInt(SequenceNumber));
    this.sent.push(...events.map((event) => event.event_uuid));
  }

  /** Waits until the deduplicator has delivered all that was sent before the call. */
  async deduplicatorReadPast(cloud: LocalCloud): Promise<void> {
    const positions = [...this.lastInShard];
    const isPast = () => {
      const shards = cloud.poller.statistics();
      return positions.every(([shard, position]) => {
        const checkpoint = shards.find(({ shardId }) => shardId === shard)?.checkpoint;
        return checkpoint !== undefined && BigInt(checkpoint) >= position;
      });
    };
    await poll(() => Promise.resolve(isPast() ? true : undefined), {
      what: "The deduplicator at the end of what was sent",
      deadlineMilliseconds: 600_000,
    });
  }
}
