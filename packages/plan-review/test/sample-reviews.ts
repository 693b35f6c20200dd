import type { Review, ReviewedFinding } from "../src/review";

/** A replaced stream, as a check reports it. */
export const REPLACED_STREAM: ReviewedFinding = {
  check: "store-removed",
  severity: "block",
  topic: "data",
  address: "aws_kinesis_stream.events_stream_8A2C41F0",
  constructPath: "event-lake-prod/events/stream",
  summary: "The stream `event-lake-prod-events` is replaced, and its records go with it.",
  evidence: [{ attribute: "name", before: "event-lake-prod-events", after: "event-lake-prod-stream" }],
  data: {
    holds: "events of the last 168 hours",
    lost: "every event that the deduplicator has not read yet, and the replay of the last 168 hours",
    recovery: "none: a deleted stream keeps no record",
  },
  remedy: "Keep the name, or drain the stream first: `npm run demo -- --help` names the commands.",
};

/** A queue whose retention is cut. */
export const SHORTER_RETENTION: ReviewedFinding = {
  check: "retention-lowered",
  severity: "block",
  topic: "data",
  address: "aws_sqs_queue.events_quarantine_11B2",
  constructPath: "event-lake-prod/events/quarantine",
  summary: "Messages of the quarantine queue are kept for 4 days instead of 14.",
  evidence: [{ attribute: "message_retention_seconds", before: "1209600", after: "345600" }],
  data: { holds: "rejected events", lost: "messages older than 4 days, at once", recovery: "none" },
  remedy: "Redrive the queue before, or keep 14 days.",
};

export const WIDER_GRANT: ReviewedFinding = {
  check: "grant-widened",
  severity: "warn",
  topic: "access",
  address: 'aws_lakeformation_permissions.readers["analyst"]',
  constructPath: "event-lake-prod/readers/analyst",
  summary: "`role/analyst` may read all columns of `payment_order_completed_event`.",
  evidence: [{ attribute: "table_with_columns[0].column_names", before: '["event_uuid","created_at"]' }],
  remedy: "List the columns that are needed.",
};

/** A plan of prod with everything that a comment can show. */
export const PROD_REVIEW: Review = {
  stack: "event-lake-prod",
  planHash: "5b1f0a3c9d7e4f6281a0b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708",
  errored: false,
  errors: [],
  findings: [
    REPLACED_STREAM,
    SHORTER_RETENTION,
    WIDER_GRANT,
    {
      check: "iam-widened",
      severity: "warn",
      topic: "access",
      address: "aws_iam_role_policy.deduplicator_policy_77AA",
      constructPath: "event-lake-prod/deduplicator/policy",
      summary: "The deduplicator may do more than before.",
      evidence: [
        {
          attribute: "policy",
          before:
            '{\n  "Statement": [\n    { "Action": "sqs:SendMessage", "Effect": "Allow", "Resource": "*" }\n  ]\n}',
          after: '{\n  "Statement": [\n    { "Action": "sqs:*", "Effect": "Allow", "Resource": "*" }\n  ]\n}',
        },
      ],
      remedy: "Name the actions that are needed.",
    },
    {
      check: "throughput-lowered",
      severity: "warn",
      topic: "operation",
      address: "aws_lambda_event_source_mapping.deduplicator_mapping_0C1D",
      constructPath: "event-lake-prod/deduplicator/mapping",
      summary: "The deduplicator reads 2 batches of a shard at a time instead of 10.",
      evidence: [{ attribute: "parallelization_factor", before: "10", after: "2" }],
      remedy: "Keep 10 while a million events arrive in an hour.",
    },
    {
      check: "two-step-destruction",
      severity: "block",
      topic: "data",
      address: "aws_s3_bucket.storage_failures_3F3F",
      constructPath: "event-lake-prod/storage/failures",
      summary: "The failures bucket may be destroyed with its objects.",
      evidence: [{ attribute: "force_destroy", before: "false", after: "true" }],
      data: { holds: "batches that could not be processed", lost: "nothing now", recovery: "versions, for 30 days" },
      remedy: "Leave `force_destroy` off.",
      acknowledgement: {
        stack: "event-lake-prod",
        check: "two-step-destruction",
        address: "aws_s3_bucket.storage_failures_3F3F",
        reason: "The bucket is empty and moves to the account stack, see #418.",
        expires: "2026-12-31",
        by: "@dana",
      },
    },
    {
      check: "blast-radius",
      severity: "inform",
      topic: "note",
      address: "aws_kinesis_firehose_delivery_stream.delivery_5E5E",
      constructPath: "event-lake-prod/delivery/stream",
      summary: "Two resources change only because the stream's ARN does.",
      evidence: [],
      remedy: "Nothing to do.",
    },
  ],
  changes: [
    {
      address: "aws_kinesis_stream.events_stream_8A2C41F0",
      type: "aws_kinesis_stream",
      constructPath: "event-lake-prod/events/stream",
      kind: "replace",
      cosmetic: false,
      attributes: [
        { attribute: "name", before: "event-lake-prod-events", after: "event-lake-prod-stream" },
        {
          attribute: "arn",
          before: "arn:aws:kinesis:eu-central-1:333333333333:stream/event-lake-prod-events",
          after: "(known after apply)",
        },
      ],
    },
    {
      address: "aws_sqs_queue.events_quarantine_11B2",
      type: "aws_sqs_queue",
      constructPath: "event-lake-prod/events/quarantine",
      kind: "update",
      cosmetic: false,
      attributes: [{ attribute: "message_retention_seconds", before: "1209600", after: "345600" }],
    },
    {
      address: "aws_glue_catalog_table.account_created_event_9A9A",
      type: "aws_glue_catalog_table",
      kind: "create",
      cosmetic: false,
      attributes: [],
    },
    {
      address: "aws_cloudwatch_log_group.deduplicator_logs_2B2B",
      type: "aws_cloudwatch_log_group",
      constructPath: "event-lake-prod/deduplicator/logs",
      kind: "update",
      cosmetic: true,
      attributes: [{ attribute: "tags.team", before: "data", after: "data-platform" }],
    },
  ],
  costs: [
    {
      address: "aws_kinesis_stream.events_stream_8A2C41F0",
      item: "4 on-demand shards' hours",
      basis: "capacity",
      before: 29.2,
      after: 29.2,
      note: "0.040 USD an hour, prices of 2026-11-01",
    },
    {
      address: "aws_kinesis_stream.events_stream_8A2C41F0",
      item: "730 GB in",
      basis: "assumed usage",
      before: 58.4,
      after: 58.4,
      note: "1 million events an hour of 1,000 bytes",
    },
    {
      address: "aws_cloudwatch_log_group.deduplicator_logs_2B2B",
      item: "log lines",
      basis: "assumed usage",
      note: "nobody has declared how much is logged",
    },
  ],
  staleAcknowledgements: [
    {
      state: "expired",
      acknowledgement: {
        stack: "event-lake-prod",
        check: "retention-lowered",
        address: "aws_sqs_queue.events_quarantine_11B2",
        reason: "The queue was drained.",
        expires: "2026-10-31",
        by: "@dana",
      },
    },
  ],
  verdict: "objection",
};

/** A plan of dev to which nobody objects. */
export const DEV_REVIEW: Review = {
  stack: "event-lake-dev",
  planHash: "0d1e2f30415263748596a7b8c9daebfc0d1e2f30415263748596a7b8c9daebfc",
  errored: false,
  errors: [],
  findings: [],
  changes: [
    {
      address: "aws_lambda_function.deduplicator_function_6D6D",
      type: "aws_lambda_function",
      constructPath: "event-lake-dev/deduplicator/function",
      kind: "update",
      cosmetic: false,
      attributes: [{ attribute: "memory_size", before: "512", after: "1024" }],
    },
  ],
  costs: [],
  staleAcknowledgements: [],
  verdict: "clear",
};

/** A plan of staging that changes nothing. */
export const UNCHANGED_REVIEW: Review = {
  stack: "event-lake-staging",
  planHash: "a0a1a2a3a4a5a6a7a8a9aaabacadaeafa0a1a2a3a4a5a6a7a8a9aaabacadaeaf",
  errored: false,
  errors: [],
  findings: [],
  changes: [],
  costs: [],
  staleAcknowledgements: [],
  verdict: "unchanged",
};
