import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { CloudwatchLogStream } from "@cdktf/provider-aws/lib/cloudwatch-log-stream";
import {
  KinesisFirehoseDeliveryStream,
  type KinesisFirehoseDeliveryStreamConfig,
  type KinesisFirehoseDeliveryStreamExtendedS3Configuration,
} from "@cdktf/provider-aws/lib/kinesis-firehose-delivery-stream";
import { Construct } from "constructs";
import type { IAlarmTarget } from "../alarms";
import { type IRole, policyOf, ServiceRole, type PolicyStatement } from "../iam";
import { checkInputs, optional, removalProtection as protection, type RulesFor } from "../input-rules/inputs";
import { partitionedBuffer, plainBuffer } from "../input-rules/limits";
import { logRetentionDays as logDays } from "../input-rules/log-retention";
import { deliveryStreamName } from "../input-rules/names";
import { checkProviderAt, claimName, ONE_ROLE_OF_A_NAME } from "../input-rules/place";
import { accountId as account, region as itsRegion } from "../input-rules/regions";
import { anything, given } from "../input-rules/rule";
import { times } from "../input-rules/token-numbers";
import { LAKE_PREFIXES, type LakePrefix, type LakeStorage } from "../lake-storage";
import { partitionQuery, type PartitionKeys } from "./partition-prefix";

/** What delivery streams of every kind have in common. */
export interface DeliveryStreamProps {
  /**
   * Name of the delivery stream, of its role and of its log: 1 to 64 letters, digits, `_`, `.` and `-`.
   * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html
   */
  readonly name: string;
  readonly storage: LakeStorage;
  /** Account of the lake: 12 digits. */
  readonly accountId: string;
  /** Region of the lake, and of the stack's provider: `eu-central-1`. */
  readonly region: string;
  /**
   * Whole MiB that are collected before an object is written: 64 to 128 for Parquet, and then of each partition; 1 to 128 for
   * what is written as it came.
   * @default 128
   * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_BufferingHints.html
   */
  readonly bufferMebibytes?: number;
  /**
   * Whole seconds after which it is written all the same: 60 to 900 for Parquet, 0 to 900 for what is written as it came.
   * @default 300
   */
  readonly bufferSeconds?: number;
  /**
   * Days for which the log of delivery errors is kept: one of the numbers that CloudWatch takes, 1 to 3,653.
   * @default 30
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
   */
  readonly logRetentionDays?: number;
  /** Keeps Terraform from destroying the stream and what it still buffers. @default false */
  readonly removalProtection?: boolean;
  readonly alarms?: IAlarmTarget;
  /** A role that you have and that Firehose may take. @default - one is made */
  readonly role?: IRole;
}

/** Rules of the props, which are others where files are partitioned. */
export function deliveryRules(buffer: typeof partitionedBuffer): RulesFor<DeliveryStreamProps> {
  return {
    name: deliveryStreamName,
    storage: given,
    accountId: account,
    region: itsRegion,
    bufferMebibytes: optional(buffer.mebibytes),
    bufferSeconds: optional(buffer.seconds),
    logRetentionDays: optional(logDays),
    removalProtection: protection,
    alarms: anything,
    role: anything,
  };
}

type Processor = readonly [type: string, parameters: Readonly<Record<string, string>>];

/** What makes one kind of delivery stream. */
export interface DeliveryKind {
  /** What the role is for, in one sentence. */
  readonly roleDescription: string;
  /** Looks at what this kind has beside. @throws Error naming the construct, when it is wrong */
  check?(source: string): void;
  readonly writes: LakePrefix;
  readonly prefix: string;
  /** Keys of dynamic partitioning; without them the prefix holds nothing of a record. */
  readonly partitionKeys?: PartitionKeys;
  /** In their order; the one that finds the partition keys comes last. */
  readonly processors: readonly Processor[];
  readonly statements?: readonly PolicyStatement[];
  grantMore?(role: IRole): void;
  stream(role: IRole): Partial<KinesisFirehoseDeliveryStreamConfig>;
  destination(role: IRole): Partial<KinesisFirehoseDeliveryStreamExtendedS3Configuration>;
  /** Names of its alarms: two kinds of delivery streams may be there at once. */
  readonly lateAlarmName: string;
  readonly lateDescription: string;
}

/**
 * A Firehose delivery stream that writes under a prefix of the lake. What it cannot write goes to `errors/<type>/`.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html
 */
export abstract class DeliveryStream extends Construct {
  readonly stream: KinesisFirehoseDeliveryStream;
  readonly role: IRole;
  readonly logGroup: CloudwatchLogGroup;

  protected constructor(scope: Construct, id: string, props: DeliveryStreamProps, kind: DeliveryKind) {
    super(scope, id);
    const { storage, bufferMebibytes = 128, bufferSeconds = 300 } = props;
    checkInputs(this.node.path, props, deliveryRules(kind.partitionKeys ? partitionedBuffer : plainBuffer));
    kind.check?.(this.node.path);
    checkProviderAt(this, props);

    const logGroupName = `/aws/kinesisfirehose/${props.name}`;
    this.logGroup = new CloudwatchLogGroup(this, "log_group", {
      name: logGroupName,
      retentionInDays: props.logRetentionDays ?? 30,
      kmsKeyId: storage.encryptionKey?.forLogGroup(logGroupName),
    });
    const logStream = new CloudwatchLogStream(this, "log_stream", {
      name: "S3Delivery",
      logGroupName: this.logGroup.name,
    });
    this.role = props.role ?? this.makeRole(props, kind);
    this.addPermissions(storage, kind, logStream);

    const processors = [...kind.processors, ...partitioning(kind.partitionKeys)];
    this.stream = new KinesisFirehoseDeliveryStream(this, "stream", {
      name: props.name,
      destination: "extended_s3",
      ...kind.stream(this.role),
      extendedS3Configuration: {
        roleArn: this.role.arn,
        bucketArn: storage.bucket.arn,
        kmsKeyArn: storage.encryptionKey?.arn,
        prefix: kind.prefix,
        errorOutputPrefix: `${LAKE_PREFIXES.errors}!{firehose:error-output-type}/!{timestamp:yyyy-MM-dd}/`,
        bufferingSize: bufferMebibytes,
        bufferingInterval: bufferSeconds,
        cloudwatchLoggingOptions: {
          enabled: true,
          logGroupName: this.logGroup.name,
          logStreamName: logStream.name,
        },
        dynamicPartitioningConfiguration: kind.partitionKeys && { enabled: true, retryDuration: 300 },
        processingConfiguration: {
          enabled: true,
          processors: processors.map(([type, parameters]) => ({
            type,
            parameters: Object.entries(parameters).map(([parameterName, parameterValue]) => ({
              parameterName,
              parameterValue,
            })),
          })),
        },
        ...kind.destination(this.role),
      },
      dependsOn: [...policyOf(this.role), ...storage.bucket.safeguards],
      lifecycle: { preventDestroy: props.removalProtection ?? false },
    });
    if (props.alarms) this.addAlarms(props.alarms, bufferSeconds, kind);
  }

  private makeRole({ name, accountId }: DeliveryStreamProps, kind: DeliveryKind): ServiceRole {
    claimName(this, { key: "name", name, accountId, rule: ONE_ROLE_OF_A_NAME });
    return new ServiceRole(this, "role", {
      name,
      description: kind.roleDescription,
      service: "firehose.amazonaws.com",
      // Firehose sends the account as external id. https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html
      externalId: accountId,
    });
  }

  get arn(): string {
    return this.stream.arn;
  }

  get name(): string {
    return this.stream.name;
  }

  /** @see https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html#using-iam-s3 */
  private addPermissions({ bucket, encryptionKey }: LakeStorage, kind: DeliveryKind, log: CloudwatchLogStream): void {
    this.role.addStatements(
      {
        sid: "WriteObjects",
        actions: ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"],
        resources: [`${bucket.arn}/${LAKE_PREFIXES[kind.writes]}*`, `${bucket.arn}/${LAKE_PREFIXES.errors}*`],
      },
      {
        sid: "FindBucket",
        actions: ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"],
        resources: [bucket.arn],
      },
      ...(kind.statements ?? []),
      { sid: "WriteErrorLog", actions: ["logs:PutLogEvents"], resources: [log.arn] },
    );
    kind.grantMore?.(this.role);
    encryptionKey?.grantEncryptDecrypt(this.role);
  }

  private addAlarms(alarms: IAlarmTarget, bufferSeconds: number, kind: DeliveryKind): void {
    const dimensions = { DeliveryStreamName: this.stream.name };
    alarms.addAlarm(this, "delivery_is_late", {
      name: kind.lateAlarmName,
      description: kind.lateDescription,
      namespace: "AWS/Firehose",
      metric: "DeliveryToS3.DataFreshness",
      dimensions,
      statistic: "Maximum",
      threshold: times(bufferSeconds, 3),
    });
  }
}

/** @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html */
function partitioning(keys: PartitionKeys | undefined): Processor[] {
  if (keys === undefined) return [];
  const query = partitionQuery(keys);
  return [["MetadataExtraction", { JsonParsingEngine: "JQ-1.6", MetadataExtractionQuery: query }]];
}
