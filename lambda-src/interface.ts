/**
 * What the Lambda code and the Terraform side must agree on. Both import this file, and it imports nothing: a renamed
 * variable or column is a type error on the other side instead of a lost event.
 */

/** Names of the environment variables that Terraform sets on the deduplicator and its handler reads. */
export const DEDUPLICATE_VARIABLES = {
  /** How that index is kept: one of INDEX_KINDS. */
  index: "DEDUPLICATION_INDEX",
  /** DynamoDB table that remembers which Kinesis record claimed an id. */
  indexTable: "DEDUPLICATION_INDEX_TABLE",
  /** Seconds for which an id stays claimed. */
  windowSeconds: "DEDUPLICATION_WINDOW_SECONDS",
  /** Firehose delivery stream that takes the packed records. */
  deliveryStream: "DELIVERY_STREAM",
  /** URL of the queue for duplicates. */
  duplicatesQueue: "DUPLICATES_QUEUE_URL",
  /** URL of the queue for events that are not valid. */
  quarantineQueue: "QUARANTINE_QUEUE_URL",
  /** Bucket for events that are too large for a queue. */
  failuresBucket: "FAILURES_BUCKET",
} as const;

/** Names of further environment variables, which a bucket log needs. */
export const BUCKET_LOG_VARIABLES = {
  slotSeconds: "DEDUPLICATION_SLOT_SECONDS",
  subBucketBits: "DEDUPLICATION_SUB_BUCKET_BITS",
} as const;

/** How the deduplication index can be kept: a log of ids for each bucket, or one item for each id. */
export const INDEX_KINDS = ["bucket-log", "item-per-event"] as const;

export type IndexKind = (typeof INDEX_KINDS)[number];

/** How wide the buckets of a bucket log are. Ids that were claimed under another geometry are not found. */
export interface BucketGeometry {
  /** Whole seconds of `created_at` that share a bucket, 1 or more. */
  readonly slotSeconds: number;
  /** Leading bits of MD5(event_uuid) that part a slot into sub-buckets: 0 to MAX_SUB_BUCKET_BITS. */
  readonly subBucketBits: number;
}

/** A million sub-buckets. What tells events of a bucket apart is another hash, of name and id. */
export const MAX_SUB_BUCKET_BITS = 20;

/** File inside the deployment package: the contracts, as the curation job has them. */
export const CONTRACTS_FILE = "contracts.json";

/** Version of that document's shape. Function and job refuse any other, so that they change with the contracts. */
export const CONTRACTS_VERSION = 2;

/** The fields that every event carries, in the order in which they are checked. */
export const ENVELOPE_FIELDS = ["event_uuid", "event_name", "created_at"] as const;

/** Most UTF-16 code units that `event_uuid` and `event_name` may have. */
export const MAX_FIELD_LENGTH = 256;

/** Seconds by which `created_at` may be ahead of arrival: a producer's clock may be wrong, a date a day ahead may not. */
export const MAX_CLOCK_SKEW_SECONDS = 86_400;

/** Most arrays and objects that may lie in each other, the event itself included. */
export const MAX_NESTING = 500;

/** Why an event is rejected, in the order of the checks: the first that fails decides. The curation job has more of them. */
export const REJECTION_REASONS = [
  "too_deep",
  "not_json",
  "not_an_object",
  "missing_field",
  "wrong_type",
  "invalid_value",
  "too_large",
] as const;

export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** One column of the raw Parquet files. The delivery stream drops every field that is not one of them. */
export interface RawColumn {
  readonly name: string;
  /** Hive type, as Glue spells it. */
  readonly type: string;
  readonly comment: string;
}

/** Columns of every raw table, in file order. Type-specific fields travel in `payload`. */
export const RAW_COLUMNS = [
  { name: "event_uuid", type: "string", comment: "Unique identifier of the event" },
  { name: "event_name", type: "string", comment: "Full name, parts separated by a colon" },
  { name: "event_type", type: "string", comment: "First part of event_name" },
  { name: "event_subtype", type: "string", comment: "Second part of event_name, null when there is none" },
  { name: "created_at", type: "double", comment: "Creation time, Unix seconds" },
  { name: "created_datetime", type: "string", comment: "created_at in ISO 8601, UTC" },
  { name: "arrived_datetime", type: "string", comment: "Arrival on the stream in ISO 8601, UTC" },
  { name: "payload", type: "string", comment: "Type-specific fields as JSON text" },
] as const satisfies readonly RawColumn[];

/** Fields of a delivered record that route it and are not columns: the jq query of the delivery stream reads them. */
export const ROUTING_FIELDS = { table: "table_name", createdDate: "created_date" } as const;

/** Table of events whose name has no contract. */
export const UNCONTRACTED_TABLE = "uncontracted_event";

/** Raw table of events that were created before the day before they arrived (UTC), whatever their name; by date of arrival. */
export const LATE_TABLE = "late_event";

/** Raw table of what the deduplicator rejects: the curation job puts it into the table quarantine. */
export const REJECTED_TABLE = "rejected_event";

/** Delta table of what was rejected, by reason. It is in the lake only: nothing is delivered to it. */
export const QUARANTINE_TABLE = "quarantine";

/** Column of a contract's Delta table: what an event held that its contract does not name, as JSON text. */
export const UNKNOWN_FIELDS_COLUMN = "unknown_fields";

/** Delta table of the files that the curation job has read: which, when, and with how many rows. */
export const CURATED_FILE_TABLE = "curated_file";

/** `payment:order:completed` becomes `payment_order_completed_event`. */
export function eventTableName(eventName: string): string {
  return `${eventName.replaceAll(":", "_")}_event`;
}

/** Attributes of a deduplication index with one item for each id. */
export const INDEX_ATTRIBUTES = {
  /** Partition key: the event's name and id. */
  eventUuid: "event_uuid",
  /** `shardId:sequenceNumber` of the Kinesis record that claimed the id. */
  owner: "owner",
  /** Time to live, Unix seconds. */
  expiresAt: "expires_at",
} as const;

/** Attributes of a deduplication index with a log for each bucket: an item is one segment. */
export const LOG_ATTRIBUTES = {
  /** Partition key, text: which bucket. */
  bucket: "bucket",
  /** Sort key, number: the place of the segment in its bucket's log, from 0. */
  segment: "segment",
  /** Binary: claimed ids and their owners, as log-entry.ts packs them. */
  entries: "entries",
  /** Time to live, Unix seconds. */
  expiresAt: INDEX_ATTRIBUTES.expiresAt,
} as const;

/** CloudWatch namespace of the functions' own metrics. Each has the one dimension `Function`. */
export const METRICS_NAMESPACE = "EventLake";

/** Metrics of the deduplicator that alarms watch. */
export const WATCHED_METRICS = {
  /** Milliseconds that a batch waited for its claims. */
  claimTime: "ClaimMilliseconds",
  /** Duplicates among the valid events of a batch. */
  duplicatesPercent: "DuplicatesPercent",
  /** Records that were given back to Lambda, which tries them again. */
  failed: "Failed",
  /** Appends to the index that lost to another writer. */
  lostRaces: "IndexLostRaces",
} as const;
