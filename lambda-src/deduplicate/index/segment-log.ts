import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  paginateQuery,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { LOG_ATTRIBUTES } from "../../interface";
import type { IndexUsage } from "./index-usage";

/** One item of a bucket's log. It is never changed after it was appended. */
export interface Segment {
  /** Its place in the log, from 0. */
  readonly number: number;
  /** Entries as log-entry.ts packs them. */
  readonly bytes: Uint8Array;
  /** Unix seconds. From then on its claims no longer count, and the store may remove it. */
  readonly expiresAt: number;
}

/** Append-only logs, one for each bucket, that many writers share. */
export interface SegmentLog {
  /**
   * Adds a segment if its number is free. Resolves to "taken" when it is not, be it by another writer's segment or by this
   * very one, whose answer was lost. Rejects when it is not known whether the segment was added.
   */
  append(bucket: string, segment: Segment): Promise<"appended" | "taken">;

  /**
   * Every segment from a number on, in order. Holds all that was appended before the call. Removed segments leave gaps.
   */
  read(bucket: string, fromNumber: number): Promise<readonly Segment[]>;
}

export interface DynamoDbSegmentLogProps {
  readonly client: DynamoDBClient;
  /** Name of the table; its keys are LOG_ATTRIBUTES.bucket and LOG_ATTRIBUTES.segment. */
  readonly table: string;
  /** Counts what the calls cost. */
  readonly usage: IndexUsage;
}

/**
 * Logs in one DynamoDB table: an item is a segment, its partition key the bucket, its sort key the number. A write is one
 * conditional put, a read one consistent query.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html
 */
export class DynamoDbSegmentLog implements SegmentLog {
  constructor(private readonly props: DynamoDbSegmentLogProps) {}

  async append(bucket: string, { number, bytes, expiresAt }: Segment): Promise<"appended" | "taken"> {
    const { client, table, usage } = this.props;
    usage.appends += 1;
    try {
      const { ConsumedCapacity } = await client.send(
        new PutItemCommand({
          TableName: table,
          Item: {
            [LOG_ATTRIBUTES.bucket]: { S: bucket },
            [LOG_ATTRIBUTES.segment]: { N: String(number) },
            [LOG_ATTRIBUTES.entries]: { B: bytes },
            [LOG_ATTRIBUTES.expiresAt]: { N: String(expiresAt) },
          },
          ConditionExpression: "attribute_not_exists(#bucket)",
          ExpressionAttributeNames: { "#bucket": LOG_ATTRIBUTES.bucket },
          ReturnConsumedCapacity: "TOTAL",
        }),
      );
      usage.writeUnits += ConsumedCapacity?.CapacityUnits ?? 0;
      return "appended";
    } catch (thrown) {
      if (!(thrown instanceof ConditionalCheckFailedException)) throw thrown;
      usage.lostRaces += 1;
      return "taken";
    }
  }

  async read(bucket: string, fromNumber: number): Promise<Segment[]> {
    const { client, table, usage } = this.props;
    const segments: Segment[] = [];
    // A page has at most 1 MB; a bucket has more only when producers send a creation time that does not move.
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: "#bucket = :bucket AND #segment >= :from",
        ExpressionAttributeNames: { "#bucket": LOG_ATTRIBUTES.bucket, "#segment": LOG_ATTRIBUTES.segment },
        ExpressionAttributeValues: { ":bucket": { S: bucket }, ":from": { N: String(fromNumber) } },
        ReturnConsumedCapacity: "TOTAL",
      },
    );
    for await (const { Items = [], ConsumedCapacity } of pages) {
      usage.queries += 1;
      usage.readUnits += ConsumedCapacity?.CapacityUnits ?? 0;
      for (const item of Items) segments.push(segmentOf(bucket, item));
    }
    return segments;
  }
}

type Item = Record<string, { readonly N?: string; readonly B?: Uint8Array }>;

function segmentOf(bucket: string, item: Item): Segment {
  const number = Number(item[LOG_ATTRIBUTES.segment]?.N);
  const expiresAt = Number(item[LOG_ATTRIBUTES.expiresAt]?.N);
  const bytes = item[LOG_ATTRIBUTES.entries]?.B;
  if (!bytes || !Number.isFinite(number) || !Number.isFinite(expiresAt)) {
    throw new Error(
      `Bucket ${bucket} of the deduplication index has an item that is no segment: it lacks ${Object.values(LOG_ATTRIBUTES).join(", ")} ` +
        "or has them in another type. Nothing but the deduplicator may write to the table.",
    );
  }
  return { number, bytes, expiresAt };
}
