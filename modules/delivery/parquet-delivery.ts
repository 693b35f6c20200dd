import type { Construct } from "constructs";
import { ROUTING_FIELDS } from "../../lambda-src/interface";
import type { ICatalogue } from "../catalogue";
import type { Grantee } from "../iam";
import { checkInput, knownAtSynth, recordOf } from "../input-rules/inputs";
import { deliveryPrefix } from "../input-rules/prefixes";
import { both } from "../input-rules/rule";
import { LAKE_PREFIXES } from "../lake-storage";
import { DeliveryStream, type DeliveryStreamProps } from "./delivery-stream";
import {
  ExistingDeliveryStream,
  type ExistingDeliveryStreamProps,
  grantDeliver,
  type IDeliveryStream,
} from "./existing-delivery-stream";
import {
  checkPrefixKeys,
  jqExpression,
  partitionKeyName,
  type PartitionKeys,
  partitionQueryLength,
} from "./partition-prefix";
import { arnAt } from "../input-rules/place";

export interface ParquetDeliveryProps extends DeliveryStreamProps {
  readonly catalogue: ICatalogue;
  /**
   * Where an object goes: below `raw/`, with a slash at the end, and with exactly the keys of `partitionKeys`.
   * @default "raw/!{partitionKeyFromQuery:table}/created_date=!{partitionKeyFromQuery:created_date}/"
   * @see https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html
   */
  readonly prefix?: string;
  /**
   * Names of 1 to 50 keys, and the jq 1.6 expression of each: 5,120 characters in all.
   * @default - the routing fields that the deduplicator writes
   * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-partitioning-keys.html
   */
  readonly partitionKeys?: PartitionKeys;
}

const DEFAULT_KEYS: PartitionKeys = {
  table: `.${ROUTING_FIELDS.table}`,
  created_date: `.${ROUTING_FIELDS.createdDate}`,
};
const DEFAULT_PREFIX = `${LAKE_PREFIXES.raw}!{partitionKeyFromQuery:table}/created_date=!{partitionKeyFromQuery:created_date}/`;

const PREFIX = knownAtSynth(deliveryPrefix(LAKE_PREFIXES.raw));
const KEYS = knownAtSynth(both(recordOf(partitionKeyName, jqExpression, 1, 50), partitionQueryLength));

/**
 * The Firehose delivery stream behind the deduplicator: takes packed records, de-aggregates them, finds each one's table
 * and date with jq, and writes Parquet to `raw/<table>/created_date=.../`. What it cannot write goes to `errors/<type>/`.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/record-format-conversion.html
 */
export class ParquetDelivery extends DeliveryStream implements IDeliveryStream {
  /** @throws Error naming construct, prop, value, rule and fix of each prop that Firehose would not take */
  constructor(scope: Construct, id: string, props: ParquetDeliveryProps) {
    const { storage, catalogue, region } = props;
    const { name: database } = catalogue.rawDatabase;
    const { prefix = DEFAULT_PREFIX, partitionKeys = DEFAULT_KEYS } = props;
    super(scope, id, props, {
      check: (source) => {
        checkInput(source, "partitionKeys", partitionKeys, KEYS);
        checkInput(source, "prefix", prefix, PREFIX);
        checkPrefixKeys(source, prefix, partitionKeys);
      },
      roleDescription: "Writes delivered events to the lake",
      writes: "raw",
      prefix,
      partitionKeys,
      // De-aggregation first: jq must see single events.
      processors: [["RecordDeAggregation", { SubRecordType: "JSON" }]],
      statements: [
        {
          sid: "ReadSchema",
          actions: ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
          resources: [
            arnAt(props, "glue", "catalog"),
            arnAt(props, "glue", `database/${database}`),
            arnAt(props, "glue", `table/${database}/${catalogue.deliverySchema.name}`),
          ],
        },
      ],
      stream: () => ({
        serverSideEncryption: storage.encryptionKey
          ? { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: storage.encryptionKey.arn }
          : { enabled: true, keyType: "AWS_OWNED_CMK" },
      }),
      destination: (role) => ({
        // Parquet compresses by itself (SNAPPY); the object around it must not be compressed again.
        compressionFormat: "UNCOMPRESSED",
        dataFormatConversionConfiguration: {
          inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
          outputFormatConfiguration: { serializer: { parquetSerDe: { compression: "SNAPPY" } } },
          schemaConfiguration: {
            databaseName: database,
            tableName: catalogue.deliverySchema.name,
            roleArn: role.arn,
            region,
            versionId: "LATEST",
          },
        },
      }),
      lateAlarmName: "delivery-is-late",
      lateDescription:
        "The oldest event in the delivery stream waits longer than three buffer intervals. Direct PUT data is lost after 24 hours.",
    });
    const dimensions = { DeliveryStreamName: this.stream.name };
    props.alarms?.addAlarm(this, "partitions_exceeded", {
      name: "active-partitions-exceeded",
      description:
        "More tables and dates are active than the Firehose quota allows: the rest goes to errors/, whole. Raise the quota, then run npm run redrive -- <environment> --from errors.",
      namespace: "AWS/Firehose",
      metric: "PartitionCountExceeded",
      dimensions,
      statistic: "Maximum",
      threshold: 0,
    });
    props.alarms?.addAlarm(this, "puts_throttled", {
      name: "delivery-throttles",
      description:
        "The delivery stream refuses records for a quarter of an hour: more arrives than its quota for direct puts allows. They are tried again. Raise the quota of the account and region.",
      namespace: "AWS/Firehose",
      metric: "ThrottledRecords",
      dimensions,
      statistic: "Sum",
      threshold: 0,
      periods: 3,
    });
  }

  /**
   * A delivery stream that you have. Nothing is changed about it.
   *
   * @throws Error when it is no ARN of a delivery stream
   */
  static fromDeliveryStreamArn(
    scope: Construct,
    id: string,
    props: ExistingDeliveryStreamProps,
  ): ExistingDeliveryStream {
    return new ExistingDeliveryStream(scope, id, props);
  }

  /** What a writer needs. */
  grantWrite(grantee: Grantee): void {
    grantDeliver(this.arn, grantee);
  }
}
