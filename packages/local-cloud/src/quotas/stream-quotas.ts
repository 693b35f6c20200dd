import type { Shard } from "@aws-sdk/client-kinesis";
import { shardOfIterator, streamName } from "../amendments/kinesis-streams";
import { hashOfKey, type RecordKey } from "../amendments/shard-views";
import type { Clock } from "../clock";
import type { Amendment } from "../gateway/gateway";
import {
  errorResponse,
  jsonBody,
  jsonResponse,
  otherCall,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";
import { takeFromAll, Throughput } from "./throughput";

const MEBIBYTE = 1024 * 1024;
/** @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html */
const SHARD_RECORDS_PER_SECOND = 1000;
const SHARD_BYTES_IN_PER_SECOND = MEBIBYTE;
/** Shared by all consumers. A read that is answered with more is paid off by the reads that follow. */
const SHARD_BYTES_OUT_PER_SECOND = 2 * MEBIBYTE;

const EXCEEDED = "ProvisionedThroughputExceededException";

interface PutEntry extends RecordKey {
  readonly Data: string;
  readonly ExplicitHashKey?: string;
}

interface OpenShard {
  readonly shardId: string;
  readonly firstHash: bigint;
  readonly lastHash: bigint;
}

interface ShardQuotas {
  readonly records: Throughput;
  readonly bytesIn: Throughput;
  readonly bytesOut: Throughput;
}

export interface StreamQuotasOptions {
  /** Answers what is within the quotas, and knows the shards. */
  readonly shards: Amendment;
  readonly clock: Pick<Clock, "now">;
  readonly accountId: string;
}

/**
 * Refuses what a shard of a Kinesis stream does not take or give within a second, on demand or provisioned: PutRecords for
 * single records, PutRecord and GetRecords as a whole. An on-demand stream does not scale here: split its shards.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export class StreamQuotas implements Amendment {
  private readonly openShards = new Map<string, Promise<readonly OpenShard[]>>();
  private readonly quotas = new Map<string, ShardQuotas>();
  /** Records that a put, and reads that a consumer, has to repeat. */
  readonly refused = { records: 0, reads: 0 };

  constructor(private readonly options: StreamQuotasOptions) {}

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (request.service !== "kinesis") return undefined;
    const within: Forward = (inner) => this.options.shards.answer(inner, forward) ?? forward(inner);
    switch (request.operation) {
      case "PutRecord":
        return this.putRecord(request, within);
      case "PutRecords":
        return this.putRecords(request, within);
      case "GetRecords":
        return this.getRecords(request, within);
      case "SplitShard":
        return this.split(request, within);
      case "DeleteStream":
        this.openShards.delete(streamName(request));
        return this.options.shards.answer(request, forward);
      default:
        return this.options.shards.answer(request, forward);
    }
  }

  private async putRecord(request: ServiceRequest, within: Forward): Promise<ServiceResponse> {
    const name = streamName(request);
    const [over] = await this.refusalsOf(name, [jsonBody(request) as unknown as PutEntry], request, within);
    return over === undefined ? within(request) : errorResponse(EXCEEDED, over);
  }

  private async putRecords(request: ServiceRequest, within: Forward): Promise<ServiceResponse> {
    const body = jsonBody(request);
    const { Records: records } = body as { readonly Records?: readonly PutEntry[] };
    if (records === undefined) return within(request);
    const over = await this.refusalsOf(streamName(request), records, request, within);
    if (over.every((message) => message === undefined)) return within(request);

    const taken = records.filter((_, index) => over[index] === undefined);
    const response =
      taken.length === 0
        ? jsonResponse({ Records: [] })
        : await within({ ...request, body: Buffer.from(JSON.stringify({ ...body, Records: taken })) });
    if (response.status !== 200) return response;
    const { Records: outcomes } = jsonBody(response) as { Records: object[] };
    const all = over.map((message) =>
      message === undefined ? outcomes.shift() : { ErrorCode: EXCEEDED, ErrorMessage: message },
    );
    const failed = all.filter((outcome) => outcome !== undefined && "ErrorCode" in outcome).length;
    return jsonResponse({ FailedRecordCount: failed, Records: all });
  }

  /** For each record why its shard does not take it now, or undefined. */
  private async refusalsOf(
    name: string,
    records: readonly PutEntry[],
    request: ServiceRequest,
    within: Forward,
  ): Promise<readonly (string | undefined)[]> {
    const shards = await this.shardsOf(name, request, within);
    return records.map((record) => {
      const hash = record.ExplicitHashKey === undefined ? hashOfKey(record) : BigInt(record.ExplicitHashKey);
      const shard = shards.find(({ firstHash, lastHash }) => firstHash <= hash && hash <= lastHash);
      // A stream that is not there: who answers the put says so.
      if (shard === undefined) return undefined;
      const { records: recordsIn, bytesIn } = this.quotasOf(name, shard.shardId);
      const bytes = Buffer.byteLength(record.Data, "base64") + Buffer.byteLength(record.PartitionKey ?? "");
      const isWithin = takeFromAll([
        [recordsIn, 1],
        [bytesIn, bytes],
      ]);
      if (isWithin) return undefined;
      this.refused.records += 1;
      return this.rateExceeded(name, shard.shardId);
    });
  }

  private async getRecords(request: ServiceRequest, within: Forward): Promise<ServiceResponse> {
    const read = shardOfIterator(String(jsonBody(request)["ShardIterator"]));
    if (read === undefined) return within(request);
    const { bytesOut } = this.quotasOf(read.stream, read.shardId);
    if (!bytesOut.has(1)) {
      this.refused.reads += 1;
      return errorResponse(EXCEEDED, this.rateExceeded(read.stream, read.shardId));
    }
    const response = await within(request);
    if (response.status !== 200) return response;
    const { Records: records = [] } = jsonBody(response) as { readonly Records?: readonly { readonly Data: string }[] };
    bytesOut.take(records.reduce((sum, { Data }) => sum + Buffer.byteLength(Data, "base64"), 0));
    return response;
  }

  private async shardsOf(name: string, request: ServiceRequest, within: Forward): Promise<readonly OpenShard[]> {
    const known = this.openShards.get(name) ?? listOpenShards(name, request, within);
    this.openShards.set(name, known);
    const shards = await known;
    if (shards.length === 0) this.openShards.delete(name);
    return shards;
  }

  private async split(request: ServiceRequest, within: Forward): Promise<ServiceResponse> {
    const response = await within(request);
    this.openShards.delete(streamName(request));
    return response;
  }

  private rateExceeded(name: string, shardId: string): string {
    return `Rate exceeded for shard ${shardId} in stream ${name} under account ${this.options.accountId}.`;
  }

  private quotasOf(name: string, shardId: string): ShardQuotas {
    const key = `${name}/${shardId}`;
    const { clock } = this.options;
    const quotas = this.quotas.get(key) ?? {
      records: new Throughput(SHARD_RECORDS_PER_SECOND, clock),
      bytesIn: new Throughput(SHARD_BYTES_IN_PER_SECOND, clock),
      bytesOut: new Throughput(SHARD_BYTES_OUT_PER_SECOND, clock),
    };
    this.quotas.set(key, quotas);
    return quotas;
  }
}

async function listOpenShards(name: string, request: ServiceRequest, within: Forward): Promise<readonly OpenShard[]> {
  const response = await within(otherCall(request, "ListShards", { StreamName: name }));
  if (response.status !== 200) return [];
  const { Shards: shards } = jsonBody(response) as { readonly Shards: readonly Shard[] };
  return shards
    .filter(({ SequenceNumberRange: range }) => range?.EndingSequenceNumber === undefined)
    .map(({ ShardId: shardId = "", HashKeyRange: range }) => ({
      shardId,
      firstHash: BigInt(range?.StartingHashKey ?? 0),
      lastHash: BigInt(range?.EndingHashKey ?? 0),
    }));
}
