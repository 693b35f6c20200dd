import { Annotations, TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments/schema";
import { AlarmTopic } from "../modules/alarms";
import { Catalogue, type ContractedEvent } from "../modules/catalogue";
import { Curation, DeltaCrawler } from "../modules/curation";
import { LandingDelivery } from "../modules/delivery";
import { EncryptionKey } from "../modules/encryption-key";
import { EventStream } from "../modules/event-stream";
import { LakeAccess, LakeTag } from "../modules/lake-access";
import { LakeStorage } from "../modules/lake-storage";
import { ResourceNames } from "../modules/naming";
import type { QueryWorkgroup } from "../modules/readers";
import { checkActivePartitions } from "./active-partitions";
import type { Foundation } from "./foundation";
import { addInFlightPath, type InFlightPath } from "./in-flight-path";
import { checkIndexChoice } from "./index-shape";
import { grantDeltaCrawler, grantReaders, grantServices } from "./lake-grants";
import { addReaders } from "./lake-readers";
import { lakeTables } from "./lake-tables";
import { layFoundation } from "./stack-foundation";

export interface EventLakeStackProps {
  readonly environment: Environment;
  readonly events: readonly ContractedEvent[];
  /** JSON text of the contracts, for the curation job (`events/curation-contracts.ts`). */
  readonly curationContracts: string;
}

const JOB_INPUTS = { "in-flight": "raw-parquet", "in-lake": "landing-json" } as const;

/** One environment's lake, from the stream to the tables. One stack, one state, one plan. */
export class EventLakeStack extends TerraformStack {
  readonly stream: EventStream;
  readonly storage: LakeStorage;
  readonly catalogue: Catalogue;
  /** @default - undefined where duplicates are removed in the lake */
  readonly inFlight?: InFlightPath;
  /** @default - undefined where duplicates are removed in flight */
  readonly landing?: LandingDelivery;
  readonly curation: Curation;
  readonly deltaCrawler: DeltaCrawler;
  readonly access: LakeAccess;
  readonly queries: QueryWorkgroup;

  constructor(scope: Construct, id: string, { environment, events, curationContracts }: EventLakeStackProps) {
    super(scope, id);
    const foundation = this.layEventLakeFoundation(environment, events);
    const { names, place, alarms } = foundation;
    ({ stream: this.stream, storage: this.storage, catalogue: this.catalogue } = foundation);
    const { processing, switchingFrom, traffic, deduplication } = environment;
    checkActivePartitions(environment, events.length);

    const ways = [processing, ...(switchingFrom ? [switchingFrom] : [])];
    if (ways.includes("in-flight")) {
      const unfitIndex = checkIndexChoice(environment);
      if (unfitIndex !== undefined) Annotations.of(this).addWarning(unfitIndex);
      this.inFlight = addInFlightPath(this, environment, foundation);
    }
    if (ways.includes("in-lake")) {
      this.landing = new LandingDelivery(this, "landing", {
        ...place,
        name: names.of("landing"),
        events: this.stream,
        storage: this.storage,
        contractedEvents: events.map(({ name }) => name),
        windowDays: deduplication.windowDays,
        bufferMebibytes: environment.delivery.bufferMebibytes,
        bufferSeconds: environment.delivery.bufferSeconds,
        removalProtection: environment.removalProtection,
        alarms,
      });
    }
    this.curation = new Curation(this, "curation", {
      ...place,
      ...environment.curation,
      name: names.of("curation"),
      storage: this.storage,
      input: JOB_INPUTS[processing],
      furtherInputs: switchingFrom && [JOB_INPUTS[switchingFrom]],
      contracts: curationContracts,
      traffic,
      windowDays: deduplication.windowDays,
      alarms,
    });
    this.deltaCrawler = new DeltaCrawler(this, "delta_tables", {
      ...place,
      name: names.of("delta-tables"),
      catalogue: this.catalogue,
      storage: this.storage,
      tables: lakeTables(events),
    });
    this.access = new LakeAccess(this, "access", {
      storage: this.storage,
      prefixes: ["raw", "lake"],
      roleName: names.of("lake-formation"),
    });
    this.grant(environment, events, names);
    this.queries = addReaders(this, environment, foundation);
    this.addOutputs();
  }

  private layEventLakeFoundation(environment: Environment, events: readonly ContractedEvent[]): Foundation {
    const { accountId, region, removalProtection, namePrefix } = environment;
    const place = { accountId, region };
    layFoundation(this, { ...place, namePrefix, tags: { project: namePrefix, environment: environment.name } });
    const names = new ResourceNames({ prefix: namePrefix, environment: environment.name, ...place });
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
    const stream = new EventStream(this, "events", {
      name: names.of("events"),
      mode: environment.stream.mode,
      retentionHours: environment.stream.retentionHours,
      encryptionKey,
      removalProtection,
      alarms,
    });
    const storage = new LakeStorage(this, "storage", {
      bucketName: names.bucket("lake"),
      encryptionKey,
      rawRetentionDays: environment.storage.rawRetentionDays,
      removalProtection,
    });
    const catalogue = new Catalogue(this, "catalogue", {
      storage,
      rawDatabaseName: names.database("raw-data"),
      lakeDatabaseName: names.database("data-lake"),
      events,
    });
    return { names, place, stream, storage, catalogue, encryptionKey, alarms, events };
  }

  private grant(environment: Environment, events: readonly ContractedEvent[], names: ResourceNames): void {
    const { access, catalogue } = this;
    if (this.inFlight) grantServices(access, { catalogue, ...this.inFlight });
    grantDeltaCrawler(access, { catalogue, crawler: this.deltaCrawler });
    const lakeTag = new LakeTag(this, "lake_tag", {
      // Tags belong to the account: another environment of the same account has another.
      key: names.database("layer"),
      value: "lake",
      databaseName: catalogue.lakeDatabase.name,
    });
    const waiting = grantReaders(access, { ...environment, catalogue, events, lakeTag });
    for (const sentence of waiting) {
      Annotations.of(this).addWarning(`environments/${environment.name}.ts: readers: ${sentence}`);
    }
  }

  private addOutputs(): void {
    const { inFlight, landing } = this;
    const outputs: Readonly<Record<string, readonly [value: string, description: string]>> = {
      stream_name: [this.stream.name, "Kinesis data stream: producers write here"],
      lake_bucket: [this.storage.bucket.name, "Bucket of the lake"],
      raw_database: [this.catalogue.rawDatabase.name, "Glue database of the raw tables"],
      lake_database: [this.catalogue.lakeDatabase.name, "Glue database to query"],
      curation_job: [this.curation.job.name, "Glue job that makes the Delta tables"],
      delta_crawler: [this.deltaCrawler.crawler.name, "Glue crawler that registers the Delta tables"],
      query_workgroup: [this.queries.name, "Athena workgroup"],
      ...(inFlight && {
        failures_bucket: [
          inFlight.deduplicator.failuresBucket.name,
          "Batches that could not be processed, and oversized events",
        ],
        delivery_stream: [inFlight.delivery.name, "Firehose delivery stream"],
        deduplicator_function: [inFlight.deduplicator.function.functionName, "Lambda function"],
        duplicates_queue_url: [inFlight.deduplicator.duplicatesQueue.url, "Duplicates, each with its reason"],
        quarantine_queue_url: [
          inFlight.deduplicator.quarantineQueue.url,
          "Events that are not valid, each with its reason",
        ],
        crawler: [inFlight.crawler.crawler.name, "Glue crawler of the raw tables"],
      }),
      ...(landing && {
        landing_delivery_stream: [landing.name, "Firehose delivery stream that reads the event stream"],
      }),
    };
    for (const [name, [value, description]] of Object.entries(outputs)) {
      new TerraformOutput(this, name, { value, description, staticId: true });
    }
  }
}
