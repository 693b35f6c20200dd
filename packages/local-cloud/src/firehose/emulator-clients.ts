import type { DescribeDeliveryStreamCommand, DescribeDeliveryStreamOutput } from "@aws-sdk/client-firehose";
import type { GetTableCommand, GetTableResponse } from "@aws-sdk/client-glue";
import type { PutObjectCommand, PutObjectOutput } from "@aws-sdk/client-s3";

/** Where delivery streams are described; a `FirehoseClient` is one. */
export interface DeliveryStreamCatalog {
  send(command: DescribeDeliveryStreamCommand): Promise<DescribeDeliveryStreamOutput>;
}

/** Where tables are described; a `GlueClient` is one. */
export interface TableCatalog {
  send(command: GetTableCommand): Promise<GetTableResponse>;
}

/** Where objects are put; an `S3Client` is one. */
export interface ObjectStore {
  send(command: PutObjectCommand): Promise<PutObjectOutput>;
}
