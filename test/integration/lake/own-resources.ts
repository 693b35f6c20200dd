import path from "node:path";
import { KinesisStream } from "@cdktf/provider-aws/lib/kinesis-stream";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { App, LocalBackend, TerraformOutput, TerraformStack } from "cdktf";
import { AlarmTopic } from "../../../modules/alarms";
import { Catalogue, type ContractedEvent } from "../../../modules/catalogue";
import { Curation } from "../../../modules/curation";
import { Deduplicator, SideQueue } from "../../../modules/deduplicator";
import { ParquetDelivery } from "../../../modules/delivery";
import { EncryptionKey } from "../../../modules/encryption-key";
import { EventStream } from "../../../modules/event-stream";
import { policyDocument, type PolicyStatement } from "../../../modules/iam";
import { LakeStorage } from "../../../modules/lake-storage";
import { PrivateBucket } from "../../../modules/private-bucket";
import { copyProviderLock } from "../../../stacks/provider-lock";

export const PLACE = { accountId: "111111111111", region: "eu-central-1" } as const;

/** What the team has already, by its names. */
export const TEAM = {
  stream: "team-events",
  bucket: "team-lake-bucket",
  topic: "team-alarms",
  duplicates: "team-duplicates",
  job: "team-curation",
} as const;

const arnOf = (service: string, resource: string) =>
  `arn:aws:${service}:${PLACE.region}:${PLACE.accountId}:${resource}`;

function provided(app: App, id: string): TerraformStack {
  const stack = new TerraformStack(app, id);
  new LocalBackend(stack, { path: path.join(app.outdir, `${id}.tfstate`) });
  new AwsProvider(stack, "aws", { region: PLACE.region, s3UsePathStyle: true, skipMetadataApiCheck: "true" });
  return stack;
}

/** What the owners have to say in their policies. */
export interface OwnerStatements {
  readonly key: readonly PolicyStatement[];
  readonly bucket: readonly PolicyStatement[];
  readonly topic: readonly PolicyStatement[];
}

export interface OwnLake {
  readonly keyArn: string;
  readonly events: readonly ContractedEvent[];
  readonly contracts: string;
}

/** The lake of a team: everything that it has already is passed in, and nothing about it is changed. */
export function synthesiseLake(outdir: string, { keyArn, events, contracts }: OwnLake): OwnerStatements {
  const app = new App({ outdir, stackTraces: false });
  const stack = provided(app, "lake");
  const encryptionKey = EncryptionKey.fromKeyArn(stack, "key", { arn: keyArn });
  const stream = EventStream.fromStreamArn(stack, "stream", {
    arn: arnOf("kinesis", `stream/${TEAM.stream}`),
    encryptionKey,
  });
  const bucket = PrivateBucket.fromBucketName(stack, "bucket", { ...PLACE, name: TEAM.bucket, encryptionKey });
  const alarms = AlarmTopic.fromTopicArn(stack, "alarms", { ...PLACE, arn: arnOf("sns", TEAM.topic), name: "team" });
  const storage = new LakeStorage(stack, "storage", { bucket, rawRetentionDays: 30 });
  bucket.addObjectAlarm(alarms, stack, "delivery_errors", {
    name: "delivery-errors",
    description: "Records could not be delivered.",
    prefix: "errors/",
  });
  const catalogue = new Catalogue(stack, "catalogue", {
    storage,
    rawDatabaseName: "team_raw",
    lakeDatabaseName: "team_lake",
    events,
  });
  const delivery = new ParquetDelivery(stack, "delivery", {
    ...PLACE,
    name: "team-delivery",
    storage,
    catalogue,
    alarms,
  });
  new Deduplicator(stack, "deduplicator", {
    ...PLACE,
    names: { function: "team-deduplicator", index: "team-index", quarantineQueue: "team-quarantine" },
    stream,
    delivery,
    windowDays: 7,
    contracts,
    batch: { size: 100, windowSeconds: 1 },
    encryptionKey,
    alarms,
    duplicatesQueue: SideQueue.fromQueueArn(stack, "duplicates", {
      arn: arnOf("sqs", TEAM.duplicates),
      encryptionKey,
    }),
    failuresBucket: bucket,
  });
  new Curation(stack, "curation", {
    ...PLACE,
    name: TEAM.job,
    storage,
    input: "raw-parquet",
    contracts,
    traffic: { eventsPerHour: 1_000, averageEventBytes: 1_000 },
    windowDays: 7,
    alarms,
  });
  app.synth();
  copyProviderLock(app);
  return {
    key: encryptionKey.ownerStatements,
    bucket: bucket.ownerStatements,
    topic: alarms.ownerStatements,
  };
}

/** Who administers the key: a role of the team's, and no other. */
const ADMINISTRATION: PolicyStatement = {
  sid: "TeamAdministersKey",
  actions: [
    "kms:CancelKeyDeletion",
    "kms:Describe*",
    "kms:Get*",
    "kms:List*",
    "kms:PutKeyPolicy",
    "kms:ScheduleKeyDeletion",
    "kms:TagResource",
    "kms:UntagResource",
  ],
  resources: ["*"],
  principals: { aws: `arn:aws:iam::${PLACE.accountId}:root` },
};

/** The team's own resources, made without any construct of ours. */
export function synthesiseTeam(outdir: string, statements: OwnerStatements): void {
  const app = new App({ outdir, stackTraces: false });
  const stack = provided(app, "team");
  const key = new KmsKey(stack, "key", { policy: policyDocument([ADMINISTRATION, ...statements.key]) });
  new KinesisStream(stack, "stream", {
    name: TEAM.stream,
    shardCount: 1,
    retentionPeriod: 48,
    encryptionType: "KMS",
    kmsKeyId: key.arn,
  });
  const bucket = new S3Bucket(stack, "bucket", { bucket: TEAM.bucket, forceDestroy: true });
  new S3BucketServerSideEncryptionConfigurationA(stack, "encryption", {
    bucket: bucket.bucket,
    rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: key.arn } }],
  });
  new S3BucketPolicy(stack, "bucket_policy", { bucket: bucket.bucket, policy: policyDocument(statements.bucket) });
  const topic = new SnsTopic(stack, "topic", { name: TEAM.topic });
  new SnsTopicPolicy(stack, "topic_policy", { arn: topic.arn, policy: policyDocument(statements.topic) });
  new SqsQueue(stack, "duplicates", { name: TEAM.duplicates, maxMessageSize: 262_144, kmsMasterKeyId: key.arn });
  new TerraformOutput(stack, "key_arn", { value: key.arn });
  app.synth();
  copyProviderLock(app);
}
