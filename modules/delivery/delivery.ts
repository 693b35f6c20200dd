import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CloudwatchLogStream } from "@cdktf/provider-aws/lib/cloudwatch-log-stream";
import { KinesisFirehoseDeliveryStream } from "@cdktf/provider-aws/lib/kinesis-firehose-delivery-stream";
import { Construct } from "constructs";
import { ROUTING_FIELDS } from "../../lambda-src/interface";
import type { AlarmTopic } from "../alarms";
import type { Catalogue } from "../catalogue";
import { ServiceRole, type Grantee } from "../iam";
import { LAKE_PREFIXES, type LakeStorage } from "../lake-storage";
import { checkPrefixKeys, partitionQuery, type PartitionKeys } from "./partition-prefix";

export interface DeliveryProps {
  readonly name: string;
  readonly storage: LakeStorage;
  readonly catalogue: Catalogue;
  readonly accountId: string;
  readonly region: string;
  /**
   * MiB that a partition collects before it is written: 64 to 128.
   * @default 128
   */
  readonly bufferMebibytes?: number;
  /**
   * Seconds after which a partition is written all the same: 60 to 900.
   * @default 300
   */
  readonly bufferSeconds?: number;
  /**
   * Where an object goes: must use exactly the keys of `partitionKeys`.
   * @default "raw/!{partitionKeyFromQuery:table}/created_date=!{partitionKeyFromQuery:created_date}/"
   */
  readonly prefix?: string;
  /** @default - the routing fields that the deduplicator writes */
  readonly partitionKeys?: PartitionKeys;
  /**
   * Days for which the log of delivery errors is kept.
   * @default 30
   */
  readonly logRetentionDays?: number;
  /** Keeps Terraform from destroying the stream and what it still buffers. @default false */
  readonly removalProtection?: boolean;
  readonly alarms?: AlarmTopic;
}

const DEFAULT_KEYS: PartitionKeys = {
  table: `.${ROUTING_FIELDS.table}`,
  created_date: `.${ROUTING_FIELDS.createdDate}`,
};
const DEFAULT_PREFIX = `${LAKE_PREFIXES.raw}!{partitionKeyFromQuery:table}/created_date=!{partitionKeyFromQuery:created_date}/`;

/**
 * The Firehose delivery stream: takes packed records, de-aggregates them, finds each one's table and date with jq, and
 * writes Parquet to `raw/<table>/created_date=.../`. What it cannot write goes to `errors/<type>/`.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html
 */
export class Delivery extends Construct {
  readonly stream: KinesisFirehoseDeliveryStream;
  readonly role: ServiceRole;
  readonly logGroup: CloudwatchLogGroup;

  /** @throws Error when a buffer is outside of what AWS allows, or prefix and keys do not match */
  constructor(scope: Construct, id: string, props: DeliveryProps) {
    super(scope, id);
    const { storage, catalogue, removalProtection = false } = props;
    const { bufferMebibytes = 128, bufferSeconds = 300 } = props;
    const { prefix = DEFAULT_PREFIX, partitionKeys = DEFAULT_KEYS } = props;
    // Neither limit is documented in one place; AWS answers with them when the stream is created:
    // "BufferingHints.SizeInMBs must be at least 64 when Dynamic Partitioning is enabled."
    checkRange(`${this.node.path}: bufferMebibytes`, bufferMebibytes, 64, 128);
    // "BufferingHints.IntervalInSeconds must be at least 60 seconds when Dynamic Partitioning is enabled."
    checkRange(`${this.node.path}: bufferSeconds`, bufferSeconds, 60, 900);
    checkPrefixKeys(this.node.path, prefix, partitionKeys);

    this.logGroup = new CloudwatchLogGroup(this, "log_group", {
      name: `/aws/kinesisfirehose/${props.name}`,
      retentionInDays: props.logRetentionDays ?? 30,
      kmsKeyId: storage.encryptionKey?.arn,
    });
    const logStream = new CloudwatchLogStream(this, "log_stream", {
      name: "S3Delivery",
      logGroupName: this.logGroup.name,
    });
    this.role = new ServiceRole(this, "role", {
      name: props.name,
      description: "Writes delivered events to the lake",
      service: "firehose.amazonaws.com",
      // https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
      sourceAccount: props.accountId,
    });
    this.addPermissions(props, logStream);

    this.stream = new KinesisFirehoseDeliveryStream(this, "stream", {
      name: props.name,
      destination: "extended_s3",
      serverSideEncryption: storage.encryptionKey
        ? { enabled: true, keyType: "CUSTOMER_MANAGED_CMK", keyArn: storage.encryptionKey.arn }
        : { enabled: true, keyType: "AWS_OWNED_CMK" },
      extendedS3Configuration: {
        roleArn: this.role.arn,
        bucketArn: storage.bucket.arn,
        kmsKeyArn: storage.encryptionKey?.arn,
        prefix,
        errorOutputPrefix: `${LAKE_PREFIXES.errors}!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/`,
        bufferingSize: bufferMebibytes,
        bufferingInterval: bufferSeconds,
        // Parquet compresses by itself (SNAPPY); the object around it must not be compressed again.
        compressionFormat: "UNCOMPRESSED",
        cloudwatchLoggingOptions: {
          enabled: true,
          logGroupName: this.logGroup.name,
          logStreamName: logStream.name,
        },
        dynamicPartitioningConfiguration: { enabled: true, retryDuration: 300 },
        processingConfiguration: {
          enabled: true,
          // De-aggregation first: jq must see single events.
          processors: [
            {
              type: "RecordDeAggregation",
              parameters: [{ parameterName: "SubRecordType", parameterValue: "JSON" }],
            },
            {
              type: "MetadataExtraction",
              parameters: [
                { parameterName: "JsonParsingEngine", parameterValue: "JQ-1.6" },
                { parameterName: "MetadataExtractionQuery", parameterValue: partitionQuery(partitionKeys) },
              ],
            },
          ],
        },
        dataFormatConversionConfiguration: {
          inputFormatConfiguration: { deserializer: { openXJsonSerDe: {} } },
          outputFormatConfiguration: { serializer: { parquetSerDe: { compression: "SNAPPY" } } },
          schemaConfiguration: {
            databaseName: catalogue.rawDatabase.name,
            tableName: catalogue.deliverySchema.name,
            roleArn: this.role.arn,
            region: props.region,
            versionId: "LATEST",
          },
        },
      },
      dependsOn: [this.role.policy, ...storage.bucket.safeguards],
      lifecycle: { preventDestroy: removalProtection },
    });
    if (props.alarms) this.addAlarms(props.alarms, bufferSeconds);
  }

  get arn(): string {
    return this.stream.arn;
  }

  get name(): string {
    return this.stream.name;
  }

  /** What a writer needs. */
  grantWrite(grantee: Grantee): void {
    grantee.addStatements({ sid: "Deliver", actions: ["firehose:PutRecordBatch"], resources: [this.arn] });
  }

  /** @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 */
  private addPermissions(
    { storage, catalogue, accountId, region }: DeliveryProps,
    logStream: CloudwatchLogStream,
  ): void {
    const { name: database } = catalogue.rawDatabase;
    this.role.addStatements(
      {
        sid: "WriteObjects",
        actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
        resources: [`${storage.bucket.arn}/${LAKE_PREFIXES.raw}*`, `${storage.bucket.arn}/${LAKE_PREFIXES.errors}*`],
      },
      {
        sid: "FindBucket",
        actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
        resources: [storage.bucket.arn],
      },
      {
        sid: "ReadSchema",
        actions: ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"],
        resources: [
          `arn:aws:glue:${region}:${accountId}:catalog`,
          `arn:aws:glue:${region}:${accountId}:database/${database}`,
          `arn:aws:glue:${region}:${accountId}:table/${database}/${catalogue.deliverySchema.name}`,
        ],
      },
      { sid: "WriteErrorLog", actions: ["logs:PutLogEvents"], resources: [logStream.arn] },
    );
    storage.encryptionKey?.grantEncryptDecrypt(this.role);
  }

  private addAlarms(alarms: AlarmTopic, bufferSeconds: number): void {
    const dimensions = { DeliveryStreamName: this.stream.name };
    alarms.addAlarm(this, "delivery_is_late", {
      name: "delivery-is-late",
      description:
        "The oldest event in the delivery stream waits longer than three buffer intervals. Direct PUT data is lost after 24 hours.",
      namespace: "AWS/Firehose",
      metric: "DeliveryToS3.DataFreshness",
      dimensions,
      statistic: "Maximum",
      threshold: bufferSeconds * 3,
    });
    alarms.addAlarm(this, "partitions_exceeded", {
      name: "active-partitions-exceeded",
      description:
        "More tables and dates are active than the Firehose quota allows: the rest goes to errors/. Raise the quota, then redrive.",
      namespace: "AWS/Firehose",
      metric: "PartitionCountExceeded",
      dimensions,
      statistic: "Maximum",
      threshold: 0,
    });
  }
}

function checkRange(name: string, value: number, lowest: number, highest: number): void {
  if (value < lowest || value > highest) {
    throw new Error(
      `${name} is ${value}; Firehose with dynamic partitioning takes ${lowest} to ${highest}. Choose a value between them.`,
    );
  }
}
