import { Annotations, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments/schema";
import { AlarmTopic } from "../modules/alarms";
import { Catalogue, PartitionCrawler, type ContractedEvent } from "../modules/catalogue";
import { Deduplicator } from "../modules/deduplicator";
import { Delivery } from "../modules/delivery";
import { EncryptionKey } from "../modules/encryption-key";
import { EventStream } from "../modules/event-stream";
import { LakeAccess } from "../modules/lake-access";
import { LakeStorage } from "../modules/lake-storage";
import { ResourceNames } from "../modules/naming";
import { batchSettings } from "./batch-settings";
import { checkActivePartitions } from "./active-partitions";
import { checkIndexChoice, indexShape } from "./index-shape";
import { grantServices, grantReaders } from "./lake-grants";
import { layFoundation } from "./stack-foundation";

export interface EventLakeStackProps {
  readonly environment: Environment;
  readonly events: readonly ContractedEvent[];
}

/** One environment's lake, from the stream to the tables. One stack, one state, one plan. */
export class EventLakeStack extends TerraformStack {
  readonly stream: EventStream;
  readonly storage: LakeStorage;
  readonly catalogue: Catalogue;
  readonly crawler: PartitionCrawler;
  readonly delivery: Delivery;
  readonly deduplicator: Deduplicator;
  readonly access: LakeAccess;

  constructor(scope: Construct, id: string, { environment, events }: EventLakeStackProps) {
    super(scope, id);
    const { accountId, region, removalProtection, namePrefix } = environment;
    layFoundation(this, {
      accountId,
      region,
      namePrefix,
      tags: { project: namePrefix, environment: environment.name },
    });
    checkActivePartitions(environment, events.length);
    const unfitIndex = checkIndexChoice(environment);
    if (unfitIndex !== undefined) Annotations.of(this).addWarning(unfitIndex);
    const index = indexShape(environment);

    const names = new ResourceNames({ prefix: namePrefix, environment: environment.name, accountId, region });
    const place = { accountId, region };
    const alarms = new AlarmTopic(this, "alarms", {
      name: names.of("alarms"),
      email: environment.alarmEmail,
      accountId,
    });
    const encryptionKey =
      environment.encryption === "customer-managed"
        ? new EncryptionKey(this, "encryption", {
            ...place,
            alias: names.of("data"),
            description: `Everything that ${names.of("lake")} stores`,
            forLogs: true,
            removalProtection,
          })
        : undefined;

    this.stream = new EventStream(this, "events", {
      name: names.of("events"),
      mode: environment.stream.mode,
      retentionHours: environment.stream.retentionHours,
      encryptionKey,
      removalProtection,
      alarms,
    });
    this.storage = new LakeStorage(this, "storage", {
      bucketName: names.bucket("lake"),
      encryptionKey,
      rawRetentionDays: environment.storage.rawRetentionDays,
      removalProtection,
    });
    this.catalogue = new Catalogue(this, "catalogue", {
      storage: this.storage,
      rawDatabaseName: names.database("raw-data"),
      lakeDatabaseName: names.database("data-lake"),
      events,
    });
    this.crawler = new PartitionCrawler(this, "partition_crawler", {
      ...place,
      name: names.of("raw-partitions"),
      catalogue: this.catalogue,
    });
    this.delivery = new Delivery(this, "delivery", {
      ...place,
      name: names.of("delivery"),
      storage: this.storage,
      catalogue: this.catalogue,
      bufferMebibytes: environment.delivery.bufferMebibytes,
      bufferSeconds: environment.delivery.bufferSeconds,
      removalProtection,
      alarms,
    });
    this.deduplicator = new Deduplicator(this, "deduplicator", {
      ...place,
      names: {
        function: names.of("deduplicator"),
        // Two tables of two shapes cannot have one name while the environment changes from one to the other.
        index: names.of(index.kind === "bucket-log" ? "deduplication-log" : "deduplication-index"),
        duplicatesQueue: names.of("duplicates"),
        quarantineQueue: names.of("quarantine"),
        failuresBucket: names.bucket("failures"),
      },
      stream: this.stream,
      delivery: this.delivery,
      windowDays: environment.deduplication.windowDays,
      index,
      streamRetentionHours: environment.stream.retentionHours,
      contractedEvents: events.map(({ name }) => name),
      batch: batchSettings(environment.traffic),
      encryptionKey,
      removalProtection,
      alarms,
    });
    this.access = new LakeAccess(this, "access", {
      storage: this.storage,
      prefixes: ["raw", "lake"],
      roleName: names.of("lake-formation"),
    });
    grantServices(this.access, { catalogue: this.catalogue, crawler: this.crawler, delivery: this.delivery });
    grantReaders(this.access, { catalogue: this.catalogue, events, readers: environment.readers });
    this.addOutputs();
  }

  private addOutputs(): void {
    const outputs = {
      stream_name: [this.stream.name, "Kinesis data stream: producers write here"],
      lake_bucket: [this.storage.bucket.name, "Bucket of the lake"],
      failures_bucket: [
        this.deduplicator.failuresBucket.name,
        "Batches that could not be processed, and oversized events",
      ],
      raw_database: [this.catalogue.rawDatabase.name, "Glue database of the raw tables"],
      lake_database: [this.catalogue.lakeDatabase.name, "Glue database to query"],
      delivery_stream: [this.delivery.name, "Firehose delivery stream"],
      deduplicator_function: [this.deduplicator.function.functionName, "Lambda function"],
      duplicates_queue_url: [this.deduplicator.duplicatesQueue.url, "Duplicates, each with its reason"],
      quarantine_queue_url: [this.deduplicator.quarantineQueue.url, "Events that are not valid, each with its reason"],
      crawler: [this.crawler.crawler.name, "Glue crawler of the raw tables"],
    } as const;
    for (const [name, [value, description]] of Object.entries(outputs)) {
      new TerraformOutput(this, name, { value, description, staticId: true });
    }
  }
}
