import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import { valueAt } from "../plan/values";
import type { DataAtRisk } from "../review";
import type { HeldBy } from "../stores/held-by";
import { OTHER_STORES } from "../stores/other-stores";
import { duration } from "./duration";

/** A type of resource that holds data of its own. */
export interface Store {
  /** In the words of its service: `Kinesis stream`. */
  readonly noun: string;
  /** true: a single thing, mostly made from the code: its end is a warning. @default false */
  readonly small?: boolean;
  /** What is at risk when the resource is destroyed. */
  readonly data: (store: ResourceChange, plan: PlanUnderReview) => DataAtRisk;
}

/** What a type of resource holds: as the project says, else as is known of the type. @returns undefined when it holds nothing, or nobody knows */
export function storeOf({ profile }: Pick<PlanUnderReview, "profile">, type: string): Store | undefined {
  const held = profile.stores?.[type];
  return held === undefined ? STORES[type] : asStore(held);
}

function asStore(held: HeldBy): Store {
  return { noun: held[0], small: held[2] === "small", data: (store) => otherData(store, held) };
}

/** By Terraform type. KMS keys are not in it: a key holds no data, it opens it (see checks/key-at-risk.ts). */
export const STORES: Readonly<Record<string, Store>> = {
  ...Object.fromEntries(Object.entries(OTHER_STORES).map(([type, held]) => [type, asStore(held)])),
  aws_cloudwatch_log_group: { noun: "log group", data: logGroupData },
  aws_dynamodb_table: { noun: "DynamoDB table", data: tableData },
  aws_glue_catalog_database: { noun: "Glue database", data: glueDatabaseData },
  aws_glue_catalog_table: { noun: "Glue table", data: glueTableData },
  aws_kinesis_stream: { noun: "Kinesis stream", data: streamData },
  aws_s3_bucket: { noun: "S3 bucket", data: bucketData },
  aws_sqs_queue: { noun: "SQS queue", data: queueData },
};

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DeleteStream.html */
function streamData(stream: ResourceChange): DataAtRisk {
  const hours = stream.textBefore("retention_period") ?? "24";
  return {
    holds: `the records of the last ${hours} hours`,
    lost: `all of them: what no consumer has read yet, and every replay of the last ${hours} hours`,
    recovery: "None: Kinesis has no backup. Only producers could send the records again.",
  };
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html "System backups" */
function tableData(table: ResourceChange): DataAtRisk {
  const expires = valueAt(table.before, "ttl[0].enabled") === true;
  const recoverable = valueAt(table.before, "point_in_time_recovery[0].enabled") === true;
  return {
    holds: expires
      ? `items until the time in their "${table.textBefore("ttl[0].attribute_name") ?? ""}"`
      : "items, without expiry",
    lost: "every item, and the table's stream of changes",
    recovery: recoverable
      ? "Point-in-time recovery is on: AWS keeps a system backup for 35 days after the deletion; restore it into a table of another name."
      : "None: point-in-time recovery is off. Make an on-demand backup first.",
  };
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html */
function bucketData(bucket: ResourceChange, plan: PlanUnderReview): DataAtRisk {
  const versioned = belongingTo(bucket, plan, "aws_s3_bucket_versioning").some(
    (versioning) => valueAt(versioning.before, "versioning_configuration[0].status") === "Enabled",
  );
  const replicated = belongingTo(bucket, plan, "aws_s3_bucket_replication_configuration").length > 0;
  const forced = bucket.before["force_destroy"] === true;
  return {
    holds: versioned ? "objects and their earlier versions" : "objects, without earlier versions",
    lost: forced
      ? `every object${versioned ? " and every version of it" : ""}: force_destroy is on`
      : "nothing while an object is in it: force_destroy is off, AWS refuses to delete the bucket, and the apply fails half way",
    recovery: replicated
      ? "What was replicated is in the other bucket."
      : "None: versions go with the bucket. Copy the objects first.",
  };
}

function belongingTo(bucket: ResourceChange, plan: PlanUnderReview, type: string): readonly ResourceChange[] {
  const name = bucket.before["bucket"];
  return plan.ofType(type).filter(({ before }) => before["bucket"] === name);
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteTable.html */
function glueTableData(table: ResourceChange): DataAtRisk {
  const location = table.textBefore("storage_descriptor[0].location");
  return {
    holds: `the schema and the partitions${location === undefined ? "" : ` of the files in ${location}`}`,
    lost: "all partitions, all earlier versions of the schema, and every Lake Formation grant on the table",
    recovery:
      "The files stay in S3. Recreate the table, run the crawler for its partitions, and grant the permissions again.",
  };
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteDatabase.html */
function glueDatabaseData(database: ResourceChange, plan: PlanUnderReview): DataAtRisk {
  const name = database.before["name"];
  const tables = plan.ofType("aws_glue_catalog_table").filter(({ before }) => before["database_name"] === name).length;
  return {
    holds: `the schemas and partitions of its tables: ${tables} in this state, and those that crawlers or jobs made`,
    lost: "every table in it, also those that Terraform does not know, and every Lake Formation grant on them",
    recovery: "The files stay in S3. Recreate database and tables, run the crawlers, and grant the permissions again.",
  };
}

const FOUR_DAYS = 345_600;

/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html */
function queueData(queue: ResourceChange): DataAtRisk {
  const seconds = queue.before["message_retention_seconds"];
  return {
    holds: `messages for ${duration(typeof seconds === "number" ? seconds : FOUR_DAYS)}`,
    lost: "every message in it, those in flight too",
    recovery: "None: SQS has no backup. Receive the messages first, or move them to another queue.",
  };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
function logGroupData(group: ResourceChange): DataAtRisk {
  const days = group.before["retention_in_days"];
  const kept = group.before["skip_destroy"] === true;
  return {
    holds: typeof days === "number" && days > 0 ? `log events of the last ${days} days` : "log events, without expiry",
    lost: kept ? "nothing: skip_destroy leaves the group in AWS, without Terraform" : "every log event in it",
    recovery: kept ? "Import the group to have it back." : "None. Export the group to S3 first.",
  };
}

/** What the plan says of how the data comes back counts before what is known of the type. */
function otherData(store: ResourceChange, [, holds, more]: HeldBy): DataAtRisk {
  const days = store.before["recovery_window_in_days"];
  if (typeof days === "number" && days > 0) {
    return { holds, lost: `all of it, after ${days} days`, recovery: `Restore it within ${days} days.` };
  }
  return { holds, lost: "all of it", recovery: finalSnapshot(store) ?? known(more) };
}

function finalSnapshot({ before }: ResourceChange): string | undefined {
  if (before["skip_final_snapshot"] === true)
    return "None from a final snapshot: skip_final_snapshot is on. Make a backup first.";
  return before["skip_final_snapshot"] === false ? "From the final snapshot that AWS takes." : undefined;
}

function known(more: HeldBy[2]): string {
  return typeof more === "object" ? more.recovery : "Not known from the plan. Make a backup first.";
}
