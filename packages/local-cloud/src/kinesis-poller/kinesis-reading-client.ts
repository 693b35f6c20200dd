import type {
  GetRecordsCommand,
  GetRecordsCommandOutput,
  GetShardIteratorCommand,
  GetShardIteratorCommandOutput,
  ListShardsCommand,
  ListShardsCommandOutput,
} from "@aws-sdk/client-kinesis";

/** The part of a Kinesis client that the poller needs; the SDK's `KinesisClient` fits. */
export interface KinesisReadingClient {
  send(command: ListShardsCommand): Promise<ListShardsCommandOutput>;
  send(command: GetShardIteratorCommand): Promise<GetShardIteratorCommandOutput>;
  send(command: GetRecordsCommand): Promise<GetRecordsCommandOutput>;
}
