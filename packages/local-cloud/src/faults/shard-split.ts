import type { Shard } from "@aws-sdk/client-kinesis";
import { jsonBody, type Forward, type ServiceRequest } from "../gateway/service-message";

/** Splits shards of the stream that a producer is putting records on. */
export class ShardSplit {
  /** Shards that were split. */
  splits = 0;

  /**
   * @param choice chooses one of the open shards
   * @param put a PutRecords on the stream
   * @throws Error with Kinesis's answer when it refuses
   */
  async strike(choice: number, put: ServiceRequest, forward: Forward): Promise<void> {
    const { StreamName, StreamARN } = jsonBody(put);
    const call = async (operation: string, body: object): Promise<Record<string, unknown>> => {
      const response = await forward({
        ...put,
        operation,
        headers: { ...put.headers, "x-amz-target": `Kinesis_20131202.${operation}` },
        body: Buffer.from(JSON.stringify({ StreamName, StreamARN, ...body })),
      });
      if (response.status !== 200) throw new Error(`${operation}: ${response.body.toString()}`);
      return jsonBody(response);
    };
    const { Shards } = (await call("ListShards", {})) as { readonly Shards: readonly Shard[] };
    const open = Shards.filter(({ SequenceNumberRange: range }) => range?.EndingSequenceNumber === undefined);
    const shard = open[choice % open.length];
    const first = BigInt(shard?.HashKeyRange?.StartingHashKey ?? 0);
    const last = BigInt(shard?.HashKeyRange?.EndingHashKey ?? 0);
    const middle = first + (last - first) / 2n;
    await call("SplitShard", { ShardToSplit: shard?.ShardId, NewStartingHashKey: String(middle) });
    this.splits += 1;
  }
}
