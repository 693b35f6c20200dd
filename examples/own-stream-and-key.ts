import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformOutput, TerraformStack } from "cdktf";
import { curationContractsJson, loadEventContracts } from "event-lake/events";
import { AlarmTopic } from "event-lake/modules/alarms";
import { Catalogue } from "event-lake/modules/catalogue";
import { Curation } from "event-lake/modules/curation";
import { Deduplicator } from "event-lake/modules/deduplicator";
import { ParquetDelivery } from "event-lake/modules/delivery";
import { EncryptionKey } from "event-lake/modules/encryption-key";
import { EventStream } from "event-lake/modules/event-stream";
import { policyDocument } from "event-lake/modules/iam";
import { LakeStorage } from "event-lake/modules/lake-storage";
import { PrivateBucket } from "event-lake/modules/private-bucket";

const place = { accountId: "444444444444", region: "eu-west-1" };
const events = loadEventContracts("events");
const contracts = curationContractsJson(events);
const arnOf = (service: string, resource: string) =>
  `arn:aws:${service}:${place.region}:${place.accountId}:${resource}`;

const app = new App();
const stack = new TerraformStack(app, "own-stream-and-key");
new AwsProvider(stack, "aws", { region: place.region, allowedAccountIds: [place.accountId] });

// What the team has.
const encryptionKey = EncryptionKey.fromKeyArn(stack, "key", { arn: arnOf("kms", "key/0f1e2d3c-aaaa-bbbb-cccc-1234") });
const stream = EventStream.fromStreamArn(stack, "stream", { arn: arnOf("kinesis", "stream/clicks"), encryptionKey });
const bucket = PrivateBucket.fromBucketName(stack, "bucket", { ...place, name: "clicks-data", encryptionKey });
const alarms = AlarmTopic.fromTopicArn(stack, "alarms", { ...place, arn: arnOf("sns", "on-call"), name: "clicks" });

// What is made around it.
const storage = new LakeStorage(stack, "storage", { bucket, rawRetentionDays: 90 });
const catalogue = new Catalogue(stack, "catalogue", {
  storage,
  rawDatabaseName: "clicks_raw",
  lakeDatabaseName: "clicks",
  events,
});
const delivery = new ParquetDelivery(stack, "delivery", { ...place, name: "clicks", storage, catalogue, alarms });
new Deduplicator(stack, "deduplicator", {
  ...place,
  names: {
    function: "clicks-deduplicator",
    index: "clicks-index",
    duplicatesQueue: "clicks-duplicates",
    quarantineQueue: "clicks-quarantine",
  },
  stream,
  delivery,
  windowDays: 7,
  contracts,
  encryptionKey,
  alarms,
  failuresBucket: bucket,
});
new Curation(stack, "curation", {
  ...place,
  name: "clicks-curation",
  storage,
  input: "raw-parquet",
  contracts,
  traffic: { eventsPerHour: 10_000, averageEventBytes: 1_000 },
  windowDays: 7,
  alarms,
});

// What its owners have to add to their policies, once everything is made.
const owners = { key: encryptionKey, bucket, topic: alarms };
for (const [name, { ownerStatements }] of Object.entries(owners)) {
  new TerraformOutput(stack, `${name}_policy`, { value: policyDocument(ownerStatements) });
}
app.synth();
