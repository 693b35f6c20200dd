import type { GetRecordsOutput, Shard } from "@aws-sdk/client-kinesis";
import type { Amendment } from "../gateway/gateway";
import {
  errorResponse,
  jsonBody,
  otherCall,
  jsonResponse,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";
import { isRecordOf, ShardViews, type RecordKey } from "./shard-views";

/** What is known of one stream: nothing but the highest sequence number per shard of moto, until the first split. */
interface KnownStream {
  readonly lastSequenceNumbers: Map<string, bigint>;
  views?: ShardViews;
  /** Puts and splits, one at a time. */
  queue: Promise<unknown>;
}

/** A position in a shard: which one is not written in moto's own iterator once several share its records. */
type Position = readonly [stream: string, shardId: string, emulatorIterator: string];

interface PutEntry extends RecordKey {
  readonly ExplicitHashKey?: string;
}

interface PutAnswer {
  readonly ShardId?: string;
  readonly SequenceNumber?: string;
}

/**
 * Splits of shards, which moto is never asked for. Observed with moto 5.2.5:
 *
 * - after SplitShard the closed shard, which comes first in moto's list, still takes every record of its range; the new
 *   shards never get one, and a reader that left the closed shard at its end loses what comes later;
 * - SplitShard empties the closed shard and puts its records again, one by one and with a new time of arrival, while
 *   readers look on; MergeShards copies the records into the new shard, where they arrive once more;
 * - a closed shard goes on returning iterators, and no ChildShards;
 * - two calls of PutRecords at once can give one sequence number to two records, of which one is then gone.
 *
 * So a split happens here: moto keeps storing the records where it always did, and a closed shard and its children are
 * views of that one shard, told apart by sequence number and hash. Puts and splits of a stream take turns. On AWS
 * SplitShard is for provisioned streams, and an on-demand stream is split by the service; here SplitShard does both.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SplitShard.html
 */
export class KinesisShardSplits implements Amendment {
  private readonly streams = new Map<string, KnownStream>();

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (request.service !== "kinesis") return undefined;
    switch (request.operation) {
      case "PutRecord":
      case "PutRecords":
        return this.inTurn(streamName(request), (stream) => put(stream, request, forward));
      case "SplitShard":
        return this.inTurn(streamName(request), (stream) => split(stream, request, forward));
      case "GetShardIterator":
        return this.getShardIterator(request, forward);
      case "GetRecords":
        return this.getRecords(request, forward);
      case "ListShards":
      case "DescribeStream":
      case "DescribeStreamSummary":
        return this.describe(request, forward);
      case "DeleteStream":
        this.streams.delete(streamName(request));
        return undefined;
      case "MergeShards":
      case "UpdateShardCount": {
        const message = `The local cloud has no ${request.operation}: use SplitShard, or test on AWS.`;
        return Promise.resolve(errorResponse("UnknownOperationException", message));
      }
      default:
        return undefined;
    }
  }

  private inTurn(name: string, work: (stream: KnownStream) => Promise<ServiceResponse>): Promise<ServiceResponse> {
    const stream = this.streams.get(name) ?? { lastSequenceNumbers: new Map(), queue: Promise.resolve() };
    this.streams.set(name, stream);
    const result = stream.queue.then(() => work(stream));
    stream.queue = result.catch(() => undefined);
    return result;
  }

  private async getShardIterator(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const { ShardId, ...body } = jsonBody(request);
    const name = streamName(request);
    const shardId = String(ShardId);
    const view = this.streams.get(name)?.views?.find(shardId);
    const start =
      view !== undefined && view.after > 0n && body["ShardIteratorType"] === "TRIM_HORIZON"
        ? { ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: String(view.after) }
        : {};
    const response = await forward(withBody(request, { ...body, ...start, ShardId: view?.storedIn ?? shardId }));
    const iterator = jsonBody(response)["ShardIterator"];
    return typeof iterator === "string" ? jsonResponse({ ShardIterator: encode([name, shardId, iterator]) }) : response;
  }

  private async getRecords(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const body = jsonBody(request);
    const position = decode(String(body["ShardIterator"]));
    if (position === undefined) return errorResponse("InvalidArgumentException", "Invalid ShardIterator.");
    const [name, shardId, emulatorIterator] = position;
    const wasClosed = this.streams.get(name)?.views?.find(shardId)?.until !== undefined;
    const response = await forward(withBody(request, { ...body, ShardIterator: emulatorIterator }));
    if (response.status !== 200) return response;
    const answer = jsonBody(response) as unknown as GetRecordsOutput;
    const next = answer.NextShardIterator && encode([name, shardId, answer.NextShardIterator]);
    const views = this.streams.get(name)?.views;
    const view = views?.find(shardId);
    if (views === undefined || view === undefined) return jsonResponse({ ...answer, NextShardIterator: next });

    const stored = answer.Records ?? [];
    const shown = { ...answer, Records: stored.filter((record) => isRecordOf(view, record)) };
    const last = stored.at(-1)?.SequenceNumber;
    // Nothing says little while the shard was open: a put and a split may have come in between.
    const isAtEnd = view.until !== undefined && (last === undefined ? wasClosed : BigInt(last) >= view.until);
    if (!isAtEnd) return jsonResponse({ ...shown, NextShardIterator: next });
    const children = new Set(views.childrenOf(shardId).map((child) => child.shardId));
    const ChildShards = views
      .list()
      .filter(({ ShardId = "" }) => children.has(ShardId))
      .map(({ ShardId, HashKeyRange }) => ({ ShardId, HashKeyRange, ParentShards: [shardId] }));
    return jsonResponse({ ...shown, NextShardIterator: undefined, MillisBehindLatest: 0, ChildShards });
  }

  private describe(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    const views = this.streams.get(streamName(request))?.views;
    if (views === undefined) return undefined;
    return (async () => {
      const response = await forward(request);
      if (response.status !== 200) return response;
      const { StreamDescription, StreamDescriptionSummary, ...answer } = jsonBody(response) as Description;
      const shards = views.list();
      const open = shards.filter(({ SequenceNumberRange: range }) => range?.EndingSequenceNumber === undefined);
      if (StreamDescription) return jsonResponse({ StreamDescription: { ...StreamDescription, Shards: shards } });
      if (!StreamDescriptionSummary) return jsonResponse({ ...answer, Shards: shards });
      return jsonResponse({ StreamDescriptionSummary: { ...StreamDescriptionSummary, OpenShardCount: open.length } });
    })();
  }
}

interface Description {
  readonly StreamDescription?: object;
  readonly StreamDescriptionSummary?: object;
}

/** Lets moto store the records, and names the shard that each is in for everybody else. */
async function put(stream: KnownStream, request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
  const asked = jsonBody(request) as PutEntry & { readonly Records?: readonly PutEntry[] };
  const keys = asked.Records ?? [asked];
  if (stream.views !== undefined && keys.some(({ ExplicitHashKey }) => ExplicitHashKey !== undefined)) {
    const message = "After a split the local cloud takes no ExplicitHashKey: leave it out, or test on AWS.";
    return errorResponse("InvalidArgumentException", message);
  }
  const response = await forward(request);
  if (response.status !== 200) return response;
  const answer = jsonBody(response) as PutAnswer & { readonly Records?: readonly PutAnswer[] };
  const isBatch = answer.Records !== undefined;
  const entries = (answer.Records ?? [answer]).map((entry, index) => {
    const { ShardId: storedIn, SequenceNumber: sequenceNumber } = entry;
    if (storedIn === undefined || sequenceNumber === undefined) return entry;
    stream.lastSequenceNumbers.set(storedIn, BigInt(sequenceNumber));
    const view = stream.views?.openShardOf(storedIn, keys[index] ?? {});
    return { ...entry, ShardId: view?.shardId ?? storedIn };
  });
  if (stream.views === undefined) return response;
  return jsonResponse(isBatch ? { ...answer, Records: entries } : { ...entries[0] });
}

async function split(stream: KnownStream, request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
  const { StreamName, StreamARN, ShardToSplit, NewStartingHashKey } = jsonBody(request);
  if (stream.views === undefined) {
    const listed = await forward(otherCall(request, "ListShards", { StreamName, StreamARN }));
    if (listed.status !== 200) return listed;
    stream.views = new ShardViews((jsonBody(listed) as { Shards: readonly Shard[] }).Shards);
  }
  const shardId = String(ShardToSplit);
  const view = stream.views.find(shardId);
  if (view === undefined) {
    return errorResponse(
      "ResourceNotFoundException",
      `Could not find shard ${shardId} in stream ${streamName(request)}.`,
    );
  }
  try {
    const last = stream.lastSequenceNumbers.get(view.storedIn) ?? 0n;
    stream.views.split(shardId, BigInt(String(NewStartingHashKey)), last);
  } catch (error) {
    return errorResponse("InvalidArgumentException", error instanceof Error ? error.message : String(error));
  }
  return { status: 200, headers: { "content-type": "application/x-amz-json-1.1" }, body: Buffer.alloc(0) };
}

/** Name of the stream that a request names, by name or ARN. */
export function streamName(request: ServiceRequest): string {
  const { StreamName: name, StreamARN: arn } = jsonBody(request);
  return typeof name === "string" ? name : String(arn).slice(String(arn).indexOf("/") + 1);
}

function withBody(request: ServiceRequest, body: object): ServiceRequest {
  return { ...request, body: Buffer.from(JSON.stringify(body)) };
}

function encode(position: Position): string {
  return Buffer.from(JSON.stringify(position)).toString("base64url");
}

/** What an iterator of the local cloud reads; undefined for any other text. */
export function shardOfIterator(iterator: string): { readonly stream: string; readonly shardId: string } | undefined {
  const [stream, shardId] = decode(iterator) ?? [];
  return stream === undefined || shardId === undefined ? undefined : { stream, shardId };
}

/** Undefined for an iterator that is none of ours. */
function decode(iterator: string): Position | undefined {
  try {
    const position: unknown = JSON.parse(Buffer.from(iterator, "base64url").toString());
    if (!Array.isArray(position)) return undefined;
    const [stream, shardId, emulatorIterator] = position as unknown[];
    if (typeof stream !== "string" || typeof shardId !== "string" || typeof emulatorIterator !== "string")
      return undefined;
    return [stream, shardId, emulatorIterator];
  } catch {
    return undefined;
  }
}

/**
 * Observed with moto 5.2.5: CreateStream ignores Tags, so the next plan wants to add them.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
 */
export const kinesisCreateStreamTags: Amendment = {
  answer(request, forward) {
    if (request.service !== "kinesis" || request.operation !== "CreateStream") return undefined;
    return createWithTags(request, forward);
  },
};

async function createWithTags(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
  const response = await forward(request);
  const { StreamName, Tags } = jsonBody(request);
  if (response.status === 200 && Tags !== undefined) {
    await forward(otherCall(request, "AddTagsToStream", { StreamName, Tags }));
  }
  return response;
}
