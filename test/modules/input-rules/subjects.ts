import type { TerraformStack } from "cdktf";
import { AlarmTopic, type AlarmProps, type AlarmTopicProps, type EventAlarmProps } from "../../../modules/alarms";
import { Dashboard, type DashboardProps } from "../../../modules/dashboard";
import {
  Catalogue,
  type CatalogueProps,
  PartitionCrawler,
  type PartitionCrawlerProps,
} from "../../../modules/catalogue";
import {
  Curation,
  curationCoreSeconds,
  type CurationProps,
  type CurationTraffic,
  DeltaCrawler,
  type DeltaCrawlerProps,
  workerFleet,
} from "../../../modules/curation";
import {
  batchSettings,
  bucketGeometry,
  type BucketTraffic,
  Deduplicator,
  DeduplicationIndex,
  type DeduplicationIndexProps,
  type DeduplicatorProps,
  SideQueue,
  type SideQueueProps,
} from "../../../modules/deduplicator";
import {
  LandingDelivery,
  type LandingDeliveryProps,
  ParquetDelivery,
  type ParquetDeliveryProps,
} from "../../../modules/delivery";
import { EncryptionKey, type EncryptionKeyProps } from "../../../modules/encryption-key";
import { EventLake, type EventLakeProps } from "../../../modules/event-lake";
import {
  type DeclaredTraffic,
  EventStream,
  type EventStreamProps,
  type StreamMode,
  streamShards,
} from "../../../modules/event-stream";
import {
  applyPermissionsBoundary,
  type PolicyStatement,
  ServiceRole,
  type ServiceRoleProps,
  TrustedRole,
  type TrustedRoleProps,
} from "../../../modules/iam";
import {
  type DatabasePermission,
  LakeAccess,
  type LakeAccessProps,
  LakeTag,
  type LakeTagProps,
  type TablePermission,
} from "../../../modules/lake-access";
import { deterministicZip } from "../../../modules/archive";
import { type LakePrefix, LakeStorage, type LakeStorageProps } from "../../../modules/lake-storage";
import { ResourceNames, type ResourceNamesProps, stateBackendNames } from "../../../modules/naming";
import {
  boundaryRights,
  type BoundaryPlace,
  deployRights,
  permissionsBoundaryArn,
  PipelineAccess,
  type PipelineAccessProps,
  type PipelinePlace,
  planRights,
} from "../../../modules/pipeline-access";
import { type ObjectAlarmProps, PrivateBucket, type PrivateBucketProps } from "../../../modules/private-bucket";
import {
  QueryWorkgroup,
  type QueryWorkgroupProps,
  ReaderRole,
  type ReaderRoleProps,
  SnowflakeReader,
  type SnowflakeReaderProps,
  SpectrumReader,
  type SpectrumReaderProps,
} from "../../../modules/readers";
import { StateBackend, type StateBackendProps } from "../../../modules/state-backend";
import { alarmTopic, catalogue, contracts, delivery, lakeStorage, place, role } from "../example-constructs";
import { synthesise, type Synthesised } from "../synthesised";
import { changed } from "./changed";

/** Something public that takes inputs. */
export interface Subject {
  /** Makes it in a stack of its own, with right inputs but for one. @throws Error as synthesis does */
  makeWith(key: string, value: unknown): Synthesised;
}

/** What errors begin with: a construct's path, or a function's name. */
export const PATH = "stack/subject";

function subject<Inputs>(
  right: (scope: TerraformStack) => Inputs,
  make: (scope: TerraformStack, inputs: Inputs) => void,
): Subject {
  return {
    makeWith: (key, value) =>
      synthesise((scope) => {
        make(scope, changed(right(scope), key.split("."), value) as Inputs);
      }),
  };
}
/** As curationContractsJson writes it. */
const CONTRACTS_DOCUMENT = '{"version":2,"contracts":[]}';

const pipelinePlace: PipelinePlace = {
  ...place,
  lakes: [{ name: "clicks-dev", removalProtection: false }],
  stateBucketArn: "arn:aws:s3:::clicks-state",
  stateKeyArn: `arn:aws:kms:${place.region}:${place.accountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
  boundaryArn: `arn:aws:iam::${place.accountId}:policy/clicks-boundary`,
};
const traffic: DeclaredTraffic = { eventsPerHour: 1_000, averageEventBytes: 1_000 };
const person = `arn:aws:iam::${place.accountId}:role/person`;

function workgroup(scope: TerraformStack, { lake = catalogue(scope, lakeStorage(scope)) } = {}) {
  return new QueryWorkgroup(scope, "queries", {
    name: "lake-queries",
    resultsBucketName: "lake-results",
    catalogue: lake,
    queries: [],
  });
}

function readable(scope: TerraformStack) {
  const storage = lakeStorage(scope);
  return { storage, catalogue: catalogue(scope, storage) };
}

function access(scope: TerraformStack) {
  return new LakeAccess(scope, "subject", {
    storage: lakeStorage(scope),
    prefixes: ["lake"],
    roleName: "lake-formation",
  });
}

const alarm: AlarmProps = {
  name: "consumer-is-behind",
  description: "A consumer is behind",
  namespace: "AWS/Kinesis",
  metric: "GetRecords.IteratorAgeMilliseconds",
  dimensions: { StreamName: "lake-events" },
  statistic: "Maximum",
  threshold: 1,
};

/** What another team can make or call. The ids of what is tried are all "subject". */
export const SUBJECTS = {
  EventStream: subject<EventStreamProps>(
    () => ({ name: "lake-events" }),
    (scope, props) => new EventStream(scope, "subject", props),
  ),
  streamShards: subject<{ mode: StreamMode; traffic: DeclaredTraffic }>(
    () => ({ mode: { kind: "on-demand" }, traffic }),
    (_scope, { mode, traffic: declared }) => streamShards(mode, declared),
  ),
  Deduplicator: subject<DeduplicatorProps>(
    (scope) => ({
      ...place,
      names: {
        function: "lake-deduplicator",
        index: "lake-ids",
        duplicatesQueue: "lake-duplicates",
        quarantineQueue: "lake-quarantine",
        failuresBucket: "lake-failures",
      },
      stream: new EventStream(scope, "events", { name: "lake-events" }),
      delivery: delivery(scope),
      windowDays: 7,
      contracts: CONTRACTS_DOCUMENT,
    }),
    (scope, props) => new Deduplicator(scope, "subject", props),
  ),
  DeduplicationIndex: subject<DeduplicationIndexProps>(
    () => ({ name: "lake-ids" }),
    (scope, props) => new DeduplicationIndex(scope, "subject", props),
  ),
  SideQueue: subject<SideQueueProps>(
    () => ({ ...place, name: "lake-duplicates" }),
    (scope, props) => new SideQueue(scope, "subject", props),
  ),
  batchSettings: subject<{ traffic: DeclaredTraffic; shards: number }>(
    () => ({ traffic, shards: 4 }),
    (_scope, { traffic: declared, shards }) => batchSettings(declared, shards),
  ),
  bucketGeometry: subject<BucketTraffic>(
    () => ({ eventsPerHour: 1_000, shards: 4, batchWindowSeconds: 10 }),
    (_scope, inputs) => bucketGeometry(inputs),
  ),
  ParquetDelivery: subject<ParquetDeliveryProps>(
    (scope) => ({ ...place, ...readable(scope), name: "lake-delivery" }),
    (scope, props) => new ParquetDelivery(scope, "subject", props),
  ),
  LandingDelivery: subject<LandingDeliveryProps>(
    (scope) => ({
      ...place,
      name: "lake-landing",
      storage: lakeStorage(scope),
      events: new EventStream(scope, "events", { name: "lake-events" }),
    }),
    (scope, props) => new LandingDelivery(scope, "subject", props),
  ),
  Catalogue: subject<CatalogueProps>(
    (scope) => ({
      storage: lakeStorage(scope),
      rawDatabaseName: "raw_data",
      lakeDatabaseName: "data_lake",
      events: contracts,
    }),
    (scope, props) => new Catalogue(scope, "subject", props),
  ),
  PartitionCrawler: subject<PartitionCrawlerProps>(
    (scope) => ({ ...place, ...readable(scope), name: "lake-partitions" }),
    (scope, props) => new PartitionCrawler(scope, "subject", props),
  ),
  DeltaCrawler: subject<DeltaCrawlerProps>(
    (scope) => ({ ...place, ...readable(scope), name: "lake-tables", tables: ["heartbeat_event"] }),
    (scope, props) => new DeltaCrawler(scope, "subject", props),
  ),
  Curation: subject<CurationProps>(
    (scope) => ({
      ...place,
      name: "lake-curation",
      storage: lakeStorage(scope),
      input: "raw-parquet",
      contracts: CONTRACTS_DOCUMENT,
      traffic,
      windowDays: 7,
    }),
    (scope, props) => new Curation(scope, "subject", props),
  ),
  workerFleet: subject<CurationTraffic>(
    () => ({ ...traffic, everyMinutes: 60 }),
    (_scope, inputs) => workerFleet(inputs),
  ),
  curationCoreSeconds: subject<{ events: number; averageEventBytes: number }>(
    () => ({ events: 1_000, averageEventBytes: 1_000 }),
    (_scope, { events, averageEventBytes }) => curationCoreSeconds(events, averageEventBytes),
  ),
  LakeStorage: subject<LakeStorageProps>(
    () => ({ bucketName: "lake-bucket", rawRetentionDays: 30 }),
    (scope, props) => new LakeStorage(scope, "subject", props),
  ),
  "LakeStorage.grantRead": subject<{ prefix: LakePrefix }>(
    () => ({ prefix: "raw" }),
    (scope, { prefix }) => {
      new LakeStorage(scope, "subject", { bucketName: "lake-bucket", rawRetentionDays: 30 }).grantRead(
        role(scope),
        prefix,
      );
    },
  ),
  deterministicZip: subject<{ files: readonly string[] }>(
    () => ({ files: ["package/file.py"] }),
    (_scope, { files }) => deterministicZip(new Map(files.map((file) => [file, new Uint8Array()]))),
  ),
  PrivateBucket: subject<PrivateBucketProps>(
    () => ({ name: "lake-bucket" }),
    (scope, props) => new PrivateBucket(scope, "subject", props),
  ),
  "PrivateBucket.grantRead": subject<{ prefix: string }>(
    () => ({ prefix: "raw/" }),
    (scope, { prefix }) => {
      new PrivateBucket(scope, "subject", { name: "lake-bucket" }).grantRead(role(scope), prefix);
    },
  ),
  "PrivateBucket.addObjectAlarm": subject<ObjectAlarmProps>(
    () => ({ name: "objects", description: "An object is there" }),
    (scope, props) => {
      const bucket = new PrivateBucket(scope, "subject", { name: "lake-bucket" });
      bucket.addObjectAlarm(alarmTopic(scope), bucket, "objects", props);
    },
  ),
  EncryptionKey: subject<EncryptionKeyProps>(
    () => ({ ...place, alias: "lake-data", description: "Data" }),
    (scope, props) => new EncryptionKey(scope, "subject", props),
  ),
  "EncryptionKey.forLogGroup": subject<{ "log group": string }>(
    () => ({ "log group": "/aws/lambda/lake" }),
    (scope, { "log group": name }) => {
      new EncryptionKey(scope, "subject", { ...place, alias: "lake-data", description: "Data" }).forLogGroup(name);
    },
  ),
  LakeAccess: subject<LakeAccessProps>(
    (scope) => ({ storage: lakeStorage(scope), prefixes: ["raw", "lake"], roleName: "lake-formation" }),
    (scope, props) => new LakeAccess(scope, "subject", props),
  ),
  "LakeAccess.grantDatabase": subject<{
    grant: { principal: string; database: string; permissions: readonly DatabasePermission[] };
  }>(
    () => ({ grant: { principal: person, database: "data_lake", permissions: ["DESCRIBE"] } }),
    (scope, { grant: { principal, database, permissions } }) =>
      access(scope).grantDatabase("grant", principal, database, permissions),
  ),
  "LakeAccess.grantTable": subject<{
    grant: { principal: string; table: string; permissions: readonly TablePermission[] };
  }>(
    () => ({ grant: { principal: person, table: "heartbeat_event", permissions: ["DESCRIBE"] } }),
    (scope, { grant: { principal, table, permissions } }) =>
      access(scope).grantTable("grant", principal, { databaseName: "data_lake", name: table }, permissions),
  ),
  LakeTag: subject<LakeTagProps>(
    () => ({ key: "layer", value: "lake", databaseName: "data_lake" }),
    (scope, props) => new LakeTag(scope, "subject", props),
  ),
  AlarmTopic: subject<AlarmTopicProps>(
    () => ({ accountId: place.accountId, name: "lake", email: "platform@example.com" }),
    (scope, props) => new AlarmTopic(scope, "subject", props),
  ),
  Dashboard: subject<DashboardProps>(
    () => ({
      name: "lake-overview",
      region: place.region,
      heading: "# Lake",
      sections: [
        {
          title: "Stream",
          charts: [
            {
              title: "Records",
              metrics: [
                {
                  namespace: "AWS/Kinesis",
                  metric: "IncomingRecords",
                  dimensions: { StreamName: "s" },
                  statistic: "Sum",
                },
              ],
            },
          ],
        },
      ],
    }),
    (scope, props) => new Dashboard(scope, "subject", props),
  ),
  "AlarmTopic.addAlarm": subject<{ alarm: AlarmProps }>(
    () => ({ alarm }),
    (scope, { alarm: props }) => {
      const stream = new EventStream(scope, "subject", { name: "lake-events" });
      return alarmTopic(scope).addAlarm(stream, "alarm", props);
    },
  ),
  "AlarmTopic.addEventAlarm": subject<{ alarm: EventAlarmProps }>(
    () => ({
      alarm: {
        name: "run-fails",
        description: "A run failed",
        pattern: { source: ["aws.glue"] },
        details: { run: "$.detail.jobRunId" },
      },
    }),
    (scope, { alarm: props }) => {
      const stream = new EventStream(scope, "subject", { name: "lake-events" });
      return alarmTopic(scope).addEventAlarm(stream, "alarm", props);
    },
  ),
  ServiceRole: subject<ServiceRoleProps>(
    () => ({ name: "worker", description: "Works", service: "lambda.amazonaws.com" }),
    (scope, props) => {
      permitted(new ServiceRole(scope, "subject", props));
    },
  ),
  TrustedRole: subject<TrustedRoleProps>(
    () => ({ name: "worker", description: "Works", trusts: { aws: person } }),
    (scope, props) => {
      permitted(new TrustedRole(scope, "subject", props));
    },
  ),
  "TrustedRole.addStatements": subject<{ statements: readonly PolicyStatement[] }>(
    () => ({ statements: [{ sid: "Read", actions: ["s3:GetObject"], resources: ["arn:aws:s3:::lake/*"] }] }),
    (scope, { statements }) => {
      new TrustedRole(scope, "subject", {
        name: "worker",
        description: "Works",
        trusts: { aws: person },
      }).addStatements(...statements);
    },
  ),
  applyPermissionsBoundary: subject<{ boundaryArn: string }>(
    () => ({ boundaryArn: `arn:aws:iam::${place.accountId}:policy/boundary` }),
    (scope, { boundaryArn }) => {
      applyPermissionsBoundary(new EventStream(scope, "subject", { name: "lake-events" }), boundaryArn);
    },
  ),
  ResourceNames: subject<ResourceNamesProps>(
    () => ({ ...place, prefix: "clicks", environment: "dev" }),
    (_scope, props) => new ResourceNames(props).bucket("query-results"),
  ),
  stateBackendNames: subject<Omit<ResourceNamesProps, "environment">>(
    () => ({ ...place, prefix: "clicks" }),
    (_scope, props) => stateBackendNames(props),
  ),
  PipelineAccess: subject<PipelineAccessProps>(
    () => ({
      ...place,
      namePrefix: "clicks",
      repository: "example/clicks",
      lakes: [
        {
          name: "clicks-dev",
          environment: "dev",
          planRole: "clicks-plan",
          deployRole: "clicks-deploy",
          removalProtection: false,
        },
      ],
      stateBucketArn: "arn:aws:s3:::clicks-state",
      stateKeyArn: `arn:aws:kms:${place.region}:${place.accountId}:key/1234abcd-12ab-34cd-56ef-1234567890ab`,
    }),
    (scope, props) => new PipelineAccess(scope, "subject", props),
  ),
  permissionsBoundaryArn: subject<BoundaryPlace>(
    () => ({ ...place, namePrefix: "clicks" }),
    (_scope, props) => permissionsBoundaryArn(props),
  ),
  planRights: subject<PipelinePlace>(
    () => pipelinePlace,
    (_scope, props) => planRights(props),
  ),
  deployRights: subject<PipelinePlace>(
    () => pipelinePlace,
    (_scope, props) => deployRights(props),
  ),
  boundaryRights: subject<BoundaryPlace>(
    () => ({ ...place, namePrefix: "clicks" }),
    (_scope, props) => boundaryRights(props),
  ),
  QueryWorkgroup: subject<QueryWorkgroupProps>(
    (scope) => ({
      name: "lake-queries",
      resultsBucketName: "lake-results",
      catalogue: catalogue(scope, lakeStorage(scope)),
      queries: [{ table: "heartbeat_event", description: "The last day", dateColumn: "created_date" }],
    }),
    (scope, props) => new QueryWorkgroup(scope, "subject", props),
  ),
  ReaderRole: subject<ReaderRoleProps>(
    (scope) => {
      const lake = catalogue(scope, lakeStorage(scope));
      return { ...place, name: "analyst", assumedBy: [person], workgroup: workgroup(scope, { lake }), catalogue: lake };
    },
    (scope, props) => new ReaderRole(scope, "subject", props),
  ),
  SnowflakeReader: subject<SnowflakeReaderProps>(
    (scope) => ({
      name: "snowflake",
      storage: lakeStorage(scope),
      userArn: "arn:aws:iam::999999999999:user/snowflake",
      externalId: "SNOWFLAKE_1",
      tables: ["heartbeat_event"],
    }),
    (scope, props) => new SnowflakeReader(scope, "subject", props),
  ),
  SpectrumReader: subject<SpectrumReaderProps>(
    (scope) => ({
      ...place,
      ...readable(scope),
      name: "redshift",
      databaseUsers: [`arn:aws:redshift:${place.region}:${place.accountId}:dbuser:warehouse/analyst`],
    }),
    (scope, props) => new SpectrumReader(scope, "subject", props),
  ),
  StateBackend: subject<StateBackendProps>(
    () => ({ ...place, names: stateBackendNames({ ...place, prefix: "clicks" }) }),
    (scope, props) => new StateBackend(scope, "subject", props),
  ),
  EventLake: subject<EventLakeProps>(
    () => ({
      ...place,
      namePrefix: "clicks",
      name: "dev",
      events: contracts,
      curationContracts: CONTRACTS_DOCUMENT,
      traffic,
      storage: { rawRetentionDays: 30 },
      alarmEmail: "platform@example.com",
      readers: [{ principal: `arn:aws:iam::${place.accountId}:role/analyst`, events: "all" }],
    }),
    (scope, props) => new EventLake(scope, "subject", props),
  ),
} as const satisfies Readonly<Record<string, Subject>>;

export type SubjectName = keyof typeof SUBJECTS;

/** A role must have a permission. */
function permitted(made: TrustedRole): void {
  made.addStatements({ actions: ["s3:GetObject"], resources: ["arn:aws:s3:::lake/*"] });
}
