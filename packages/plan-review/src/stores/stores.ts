import type { DataAtRisk } from "../finding";
import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import { bucketData } from "./bucket-data";
import { glueDatabaseData, glueTableData } from "./catalogue-data";
import { logGroupData } from "./log-group-data";
import { OTHER_STORES, otherData } from "./other-stores";
import { queueData } from "./queue-data";
import { streamData } from "./stream-data";
import { tableData } from "./table-data";

/** A type of resource that holds data of its own. */
export interface Store {
  /** In the words of its service: `Kinesis stream`. */
  readonly noun: string;
  /** What is at risk when the resource is destroyed. */
  readonly data: (store: ResourceChange, plan: PlanUnderReview) => DataAtRisk;
}

/** By Terraform type. KMS keys are not in it: a key holds no data, it opens it (see checks/key-at-risk.ts). */
export const STORES: Readonly<Record<string, Store>> = {
  ...Object.fromEntries(
    Object.entries(OTHER_STORES).map(([type, { noun, holds }]) => [
      type,
      { noun, data: (store: ResourceChange) => otherData(store, holds) },
    ]),
  ),
  aws_cloudwatch_log_group: { noun: "log group", data: logGroupData },
  aws_dynamodb_table: { noun: "DynamoDB table", data: tableData },
  aws_glue_catalog_database: { noun: "Glue database", data: glueDatabaseData },
  aws_glue_catalog_table: { noun: "Glue table", data: glueTableData },
  aws_kinesis_stream: { noun: "Kinesis stream", data: streamData },
  aws_s3_bucket: { noun: "S3 bucket", data: bucketData },
  aws_sqs_queue: { noun: "SQS queue", data: queueData },
};
