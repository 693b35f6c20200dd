import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { LambdaEventSourceMapping } from "@cdktf/provider-aws/lib/lambda-event-source-mapping";
import { LambdaFunction } from "@cdktf/provider-aws/lib/lambda-function";
import { Construct } from "constructs";
import {
  BUCKET_LOG_VARIABLES,
  DEDUPLICATE_VARIABLES,
  METRICS_NAMESPACE,
  WATCHED_METRICS,
} from "../../lambda-src/interface";
import type { IAlarmTarget } from "../alarms";
import { contentAsset } from "../archive";
import { LEAST_ON_DEMAND_SHARDS } from "../event-stream";
import { type IRole, policyOf, ServiceRole } from "../iam";
import { checkInputs } from "../input-rules/inputs";
import { checkProviderAt, claimName, ONE_ROLE_OF_A_NAME } from "../input-rules/place";
import { atMost, numberText, times } from "../input-rules/token-numbers";
import { windowCondition } from "../input-rules/window";
import { type ILakeBucket, PrivateBucket } from "../private-bucket";
import { DEFAULT_BATCH } from "./batch-settings";
import { bucketGeometry } from "./bucket-geometry";
import { DeduplicationIndex } from "./deduplication-index";
import {
  DEFAULT_MEMORY_MEBIBYTES,
  type DeduplicatorProps,
  deduplicatorRules,
  type IndexShape,
  type LogGroup,
} from "./deduplicator-props";
import { deploymentPackage } from "./deployment-package";
import type { IQueue } from "./existing-queue";
import { SideQueue } from "./side-queue";

const TIMEOUT_SECONDS = 120;
/** Age of a record at which it is read late. */
const LATE_MILLISECONDS = 900_000;
const DEFAULT_INDEX: IndexShape = {
  kind: "bucket-log",
  geometry: bucketGeometry({ eventsPerHour: 1_000_000, shards: LEAST_ON_DEMAND_SHARDS, batchWindowSeconds: 10 }),
};

/**
 * The Lambda function between stream and delivery: checks and enriches every event, claims its id in the index, and
 * delivers it once. Duplicates go to a queue; what is rejected goes to another, as a signal, and is delivered to a table of
 * its own. A batch that can never succeed goes to the failures bucket with its full payload.
 */
export class Deduplicator extends Construct {
  readonly function: LambdaFunction;
  readonly eventSourceMapping: LambdaEventSourceMapping;
  readonly role: IRole;
  readonly index: DeduplicationIndex;
  readonly duplicatesQueue: IQueue;
  readonly quarantineQueue: IQueue;
  readonly failuresBucket: ILakeBucket;
  readonly logGroup: LogGroup;

  /**
   * @throws Error naming construct, prop, value, rule and fix of each prop that AWS would not take, and when an id would be
   * forgotten before the stream forgets the record
   */
  constructor(scope: Construct, id: string, props: DeduplicatorProps) {
    super(scope, id);
    const { names, encryptionKey, removalProtection } = props;
    checkInputs(this.node.path, props, deduplicatorRules(props));
    checkProviderAt(this, props);
    this.index = new DeduplicationIndex(this, "index", {
      name: names.index,
      kind: (props.index ?? DEFAULT_INDEX).kind,
      encryptionKey,
      removalProtection,
    });
    const queue = { accountId: props.accountId, region: props.region, encryptionKey, removalProtection };
    this.duplicatesQueue =
      props.duplicatesQueue ?? new SideQueue(this, "duplicates", { ...queue, name: names.duplicatesQueue ?? "" });
    this.quarantineQueue =
      props.quarantineQueue ?? new SideQueue(this, "quarantine", { ...queue, name: names.quarantineQueue ?? "" });
    this.failuresBucket = props.failuresBucket ?? this.makeFailuresBucket(props);
    this.logGroup = props.logGroup ?? this.makeLogGroup(props);
    this.role = props.role ?? this.makeRole(props);
    this.grantTo(this.role, props);
    this.function = this.makeFunction(props);
    this.eventSourceMapping = this.makeEventSourceMapping(props);
    if (props.alarms) this.addAlarms(props.alarms);
  }

  private makeFailuresBucket(props: DeduplicatorProps): PrivateBucket {
    const { names, encryptionKey, removalProtection } = props;
    return new PrivateBucket(this, "failures", {
      name: names.failuresBucket ?? "",
      encryptionKey,
      removalProtection,
      lifecycleRules: [
        {
          id: "failures",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days: props.failuresRetentionDays ?? 90 }],
          noncurrentVersionExpiration: [{ noncurrentDays: 7 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
    });
  }

  private makeLogGroup({ names, encryptionKey, logRetentionDays = 30 }: DeduplicatorProps): CloudwatchLogGroup {
    const name = `/aws/lambda/${names.function}`;
    return new CloudwatchLogGroup(this, "log_group", {
      name,
      retentionInDays: logRetentionDays,
      kmsKeyId: encryptionKey?.forLogGroup(name),
    });
  }

  private makeRole({ names, accountId }: DeduplicatorProps): ServiceRole {
    const name = names.function;
    claimName(this, { key: "names.function", name, accountId, rule: ONE_ROLE_OF_A_NAME });
    return new ServiceRole(this, "role", {
      name,
      description: "Deduplicates the event stream and delivers it",
      service: "lambda.amazonaws.com",
    });
  }

  private grantTo(role: IRole, props: DeduplicatorProps): void {
    props.stream.grantRead(role);
    this.index.grantClaim(role);
    this.duplicatesQueue.grantSend(role);
    this.quarantineQueue.grantSend(role);
    props.delivery.grantWrite(role);
    this.failuresBucket.grantWrite(role, "");
    role.addStatements(
      // Lambda checks it for an S3 destination. https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
      { sid: "FindFailuresBucket", actions: ["s3:ListBucket"], resources: [this.failuresBucket.arn] },
      {
        sid: "WriteLog",
        actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
        resources: [`${this.logGroup.arn}:*`],
      },
    );
  }

  private makeFunction(props: DeduplicatorProps): LambdaFunction {
    const zip = contentAsset(this, "package", "deduplicator.zip", deploymentPackage(props.contracts));
    return new LambdaFunction(this, "function", {
      functionName: props.names.function,
      description: "Deduplicates and enriches events between stream and delivery",
      runtime: "nodejs22.x",
      architectures: ["arm64"],
      handler: "index.handler",
      filename: zip.path,
      sourceCodeHash: zip.hash("base64"),
      role: this.role.arn,
      loggingConfig: props.logGroup && { logFormat: "Text", logGroup: props.logGroup.name },
      memorySize: props.memoryMebibytes ?? DEFAULT_MEMORY_MEBIBYTES,
      timeout: TIMEOUT_SECONDS,
      kmsKeyArn: props.encryptionKey?.arn,
      environment: {
        variables: {
          ...indexVariables(props.index ?? DEFAULT_INDEX),
          [DEDUPLICATE_VARIABLES.indexTable]: this.index.name,
          [DEDUPLICATE_VARIABLES.windowSeconds]: numberText(times(props.windowDays, 86_400)),
          [DEDUPLICATE_VARIABLES.deliveryStream]: props.delivery.name,
          [DEDUPLICATE_VARIABLES.duplicatesQueue]: this.duplicatesQueue.url,
          [DEDUPLICATE_VARIABLES.quarantineQueue]: this.quarantineQueue.url,
          [DEDUPLICATE_VARIABLES.failuresBucket]: this.failuresBucket.name,
        },
      },
      dependsOn: policyOf(this.role),
    });
  }

  private makeEventSourceMapping(props: DeduplicatorProps): LambdaEventSourceMapping {
    const {
      size = DEFAULT_BATCH.size,
      windowSeconds = DEFAULT_BATCH.windowSeconds,
      parallelizationFactor = 1,
      maximumRetries = 300,
    } = props.batch ?? {};
    const windowIsHeld = windowCondition(props.windowDays, props.stream.retentionHours);
    return new LambdaEventSourceMapping(this, "event_source_mapping", {
      eventSourceArn: props.stream.arn,
      functionName: this.function.arn,
      startingPosition: "TRIM_HORIZON",
      batchSize: size,
      maximumBatchingWindowInSeconds: windowSeconds,
      parallelizationFactor,
      functionResponseTypes: ["ReportBatchItemFailures"],
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: maximumRetries,
      // As long as the stream keeps the record, up to the week that Lambda allows.
      maximumRecordAgeInSeconds: atMost(times(props.stream.retentionHours, 3600), 604_800),
      // Only S3 receives the records themselves; a queue would hold their sequence numbers.
      destinationConfig: { onFailure: { destinationArn: this.failuresBucket.arn } },
      dependsOn: [...policyOf(this.role), ...this.failuresBucket.safeguards],
      lifecycle: windowIsHeld && { precondition: windowIsHeld },
    });
  }

  private addIndexAlarms(alarms: IAlarmTarget): void {
    const own = { namespace: METRICS_NAMESPACE, dimensions: { Function: this.function.functionName } };
    alarms.addAlarm(this, "index_is_throttled", {
      name: "index-is-throttled",
      description:
        "DynamoDB refuses writes of the deduplication index for a quarter of an hour. Batches wait and are tried again; nothing passes unchecked.",
      namespace: "AWS/DynamoDB",
      metric: "WriteThrottleEvents",
      dimensions: { TableName: this.index.name },
      statistic: "Sum",
      threshold: 0,
      periods: 3,
    });
    alarms.addAlarm(this, "claims_are_slow", {
      ...own,
      name: "claims-are-slow",
      description:
        "Batches wait over ten seconds for the deduplication index, on average over a quarter of an hour: what people query is late, nothing is lost.",
      metric: WATCHED_METRICS.claimTime,
      statistic: "Average",
      threshold: 10_000,
      periods: 3,
    });
    alarms.addAlarm(this, "writers_collide", {
      ...own,
      name: "index-writers-collide",
      description:
        "A batch loses over 100 races for the index, on average over a quarter of an hour: many writers share its buckets. Is event_uuid the partition key? Nothing is lost, it costs more.",
      metric: WATCHED_METRICS.lostRaces,
      statistic: "Average",
      threshold: 100,
      periods: 3,
    });
    alarms.addAlarm(this, "many_duplicates", {
      ...own,
      name: "many-duplicates",
      description:
        "Over half of the valid events are duplicates, on average over an hour: a producer sends everything twice, or the stream is replayed.",
      metric: WATCHED_METRICS.duplicatesPercent,
      statistic: "Average",
      threshold: 50,
      periodSeconds: 3600,
    });
  }

  private addAlarms(alarms: IAlarmTarget): void {
    alarms.addAlarm(this, "function_fails", {
      name: "deduplicator-fails",
      description:
        "The deduplicator's invocations end in errors or time out; its batches are tried again. See its log. Records that it gives back by itself ring records-fail.",
      namespace: "AWS/Lambda",
      metric: "Errors",
      dimensions: { FunctionName: this.function.functionName },
      statistic: "Sum",
      threshold: 0,
      periods: 3,
    });
    alarms.addAlarm(this, "consumer_is_late", {
      name: "consumer-is-late",
      description:
        "For a quarter of an hour the deduplicator has read records that are older than a quarter of an hour: what people query is late, nothing is lost. More arrives than is declared, or batches fail.",
      namespace: "AWS/Lambda",
      metric: "IteratorAge",
      dimensions: { FunctionName: this.function.functionName },
      statistic: "Maximum",
      // A batch waits for five minutes at most, so that three of them are late at any traffic.
      threshold: LATE_MILLISECONDS,
      periods: 3,
    });
    // A batch that is answered with batchItemFailures is a success to AWS/Lambda.
    alarms.addAlarm(this, "records_fail", {
      name: "records-fail",
      description:
        "The deduplicator gives records back for a quarter of an hour: its index, the delivery stream or a queue refuses them. Lambda tries them again until they are too old, then writes them to the failures bucket. Its log names the reason.",
      namespace: METRICS_NAMESPACE,
      metric: WATCHED_METRICS.failed,
      dimensions: { Function: this.function.functionName },
      statistic: "Sum",
      threshold: 0,
      periods: 3,
    });
    this.failuresBucket.addObjectAlarm(alarms, this, "records_given_up", {
      name: "records-given-up",
      description:
        "Records were written to the failures bucket: a batch that Lambda gave up (aws/lambda/), or an event too large for a queue (oversized/). Each object holds them whole, until npm run redrive brings them back or they expire.",
    });
    this.addIndexAlarms(alarms);
    alarms.addAlarm(this, "events_in_quarantine", {
      name: "events-in-quarantine",
      description: "Producers send events that are not valid. Each message of the quarantine queue names the reason.",
      namespace: "AWS/SQS",
      metric: "NumberOfMessagesSent",
      dimensions: { QueueName: this.quarantineQueue.name },
      statistic: "Sum",
      threshold: 0,
      periodSeconds: 3600,
    });
  }
}

function indexVariables(index: IndexShape): Record<string, string> {
  if (index.kind === "item-per-event") return { [DEDUPLICATE_VARIABLES.index]: index.kind };
  return {
    [DEDUPLICATE_VARIABLES.index]: index.kind,
    [BUCKET_LOG_VARIABLES.slotSeconds]: numberText(index.geometry.slotSeconds),
    [BUCKET_LOG_VARIABLES.subBucketBits]: numberText(index.geometry.subBucketBits),
  };
}
