import { Annotations, Token } from "cdktf";
import { Construct } from "constructs";
import { CURATED_FILE_TABLE, QUARANTINE_TABLE } from "../../lambda-src/interface";
import { AlarmTopic } from "../alarms";
import { Catalogue, PartitionCrawler } from "../catalogue";
import { Curation, DeltaCrawler, type CurationInput } from "../curation";
import { batchSettings, bucketGeometry, Deduplicator, type IndexShape } from "../deduplicator";
import { Dashboard } from "../dashboard";
import { LandingDelivery, ParquetDelivery } from "../delivery";
import { EncryptionKey } from "../encryption-key";
import { DEFAULT_RETENTION_HOURS, EventStream, streamShards } from "../event-stream";
import { applyPermissionsBoundary } from "../iam";
import { checkInput, checkInputs } from "../input-rules/inputs";
import { directPutQuota } from "../input-rules/peak-traffic";
import { checkProviderAt, claimName, ONE_ROLE_OF_A_NAME } from "../input-rules/place";
import { coversRetention } from "../input-rules/window";
import { LakeAccess, LakeTag } from "../lake-access";
import { LAKE_PREFIXES, LakeStorage } from "../lake-storage";
import { ResourceNames } from "../naming";
import { QueryWorkgroup, ReaderRole, SnowflakeReader, SpectrumReader, type SavedQuery } from "../readers";
import { checkActivePartitions, checkDirectPut, checkIndexKind, checkShards } from "./capacity";
import type { EventLakeProps, Processing } from "./event-lake-props";
import { isInFlight, lakeRules } from "./lake-rules";
import { lakeSections } from "./lake-sections";
import { grantAdministrators, grantDeltaCrawler, grantInFlightServices, grantReaders } from "./lake-grants";
import { partitionOf } from "../input-rules/regions";

/** What in-flight processing adds: events are checked, enriched and deduplicated before they are stored as Parquet. */
export interface InFlightProcessing {
  readonly crawler: PartitionCrawler;
  readonly delivery: ParquetDelivery;
  readonly deduplicator: Deduplicator;
}

const JOB_INPUTS: Readonly<Record<Processing, CurationInput>> = {
  "in-flight": "raw-parquet",
  "in-lake": "landing-json",
};

/** Partitions of the tables that are not of events. */
const DATE_COLUMNS: ReadonlyMap<string, string> = new Map([
  [QUARANTINE_TABLE, "arrived_date"],
  [CURATED_FILE_TABLE, "curated_date"],
]);

/**
 * A whole lake, from the stream that producers write to, to the tables that analysts query. Shards, batches, the buckets of
 * the index and the workers of the job are derived from the declared traffic.
 *
 * Below the id `Default` its resources have the addresses that they would have directly in `scope`: CDKTF leaves that id
 * out of an address.
 */
export class EventLake extends Construct {
  readonly names: ResourceNames;
  readonly alarms: AlarmTopic;
  /** @default - undefined when the services' own keys encrypt */
  readonly encryptionKey?: EncryptionKey;
  readonly stream: EventStream;
  readonly storage: LakeStorage;
  readonly catalogue: Catalogue;
  /** @default - undefined where duplicates are removed in the lake alone */
  readonly inFlight?: InFlightProcessing;
  /** The delivery stream of in-lake processing. @default - undefined where duplicates are removed in flight */
  readonly landing?: LandingDelivery;
  readonly curation: Curation;
  readonly deltaCrawler: DeltaCrawler;
  readonly dashboard: Dashboard;
  readonly access: LakeAccess;
  /** Carried by the lake's database: a grant on it is a grant on every Delta table. */
  readonly lakeTag: LakeTag;
  readonly workgroup: QueryWorkgroup;
  /** Roles of readers with `assumedBy`, by ARN. */
  readonly readerRoles: ReadonlyMap<string, ReaderRole>;
  /** @default - undefined when Redshift does not read the lake */
  readonly spectrum?: SpectrumReader;
  /** @default - undefined when Snowflake does not read the lake */
  readonly snowflake?: SnowflakeReader;

  private readonly place: { readonly accountId: string; readonly region: string };
  private readonly source: string;
  private readonly windowDays: number;

  /** @throws Error naming the source of the settings, the key, the value and the fix, when AWS could not run such a lake */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: EventLakeProps,
  ) {
    super(scope, id);
    checkInputs(props.settingsSource ?? this.node.path, props, lakeRules(props));
    if (isInFlight(props)) {
      checkInput(
        props.settingsSource ?? this.node.path,
        "deduplication.windowDays",
        props.deduplication?.windowDays ?? 7,
        (days) => coversRetention(days, props.stream?.retentionHours ?? DEFAULT_RETENTION_HOURS),
      );
    }
    checkProviderAt(this, props);
    claimName(this, {
      key: "name",
      name: `${props.namePrefix}-${props.name}`,
      accountId: props.accountId,
      rule: ONE_ROLE_OF_A_NAME,
    });
    const { accountId, region, processing = "in-flight", switchingFrom, removalProtection, events } = props;
    this.place = { accountId, region };
    this.source = props.settingsSource ?? this.node.path;
    this.windowDays = props.deduplication?.windowDays ?? 7;
    const mode = props.stream?.mode ?? { kind: "on-demand" };
    checkShards(this.source, props.traffic, mode);

    this.names = new ResourceNames({ prefix: props.namePrefix, environment: props.name, ...this.place });
    this.alarms = new AlarmTopic(this, "alarms", {
      name: this.names.of("alarms"),
      email: props.alarmEmail,
      accountId,
      runbookBaseUrl: props.runbookBaseUrl,
    });
    this.encryptionKey = props.encryption === "customer-managed" ? this.makeKey() : undefined;
    this.stream = new EventStream(this, "events", {
      ...props.stream,
      mode: mode.kind === "on-demand" ? mode : { ...mode, shards: streamShards(mode, props.traffic) },
      name: this.names.of("events"),
      encryptionKey: this.encryptionKey,
      removalProtection,
      alarms: this.alarms,
    });
    this.storage = new LakeStorage(this, "storage", {
      bucketName: this.names.bucket("lake"),
      encryptionKey: this.encryptionKey,
      rawRetentionDays: props.storage.rawRetentionDays,
      removalProtection,
    });
    this.storage.bucket.addObjectAlarm(this.alarms, this, "delivery_errors", {
      name: "delivery-errors",
      description:
        "Firehose wrote records that it could not deliver to errors/<type>/ of the lake's bucket: not JSON, not convertible, or too many active partitions. Each object holds them whole, with the reason.",
      prefix: LAKE_PREFIXES.errors,
    });
    this.catalogue = new Catalogue(this, "catalogue", {
      storage: this.storage,
      rawDatabaseName: this.names.database("raw-data"),
      lakeDatabaseName: this.names.database("data-lake"),
      events,
    });

    const processings = [processing, switchingFrom];
    if (processings.includes("in-flight")) this.inFlight = this.makeInFlight();
    if (processings.includes("in-lake")) this.landing = this.makeLanding();
    this.curation = new Curation(this, "curation", {
      ...this.place,
      ...props.curation,
      name: this.names.of("curation"),
      storage: this.storage,
      input: JOB_INPUTS[processing],
      furtherInputs: switchingFrom && [JOB_INPUTS[switchingFrom]],
      contracts: props.curationContracts,
      traffic: props.traffic,
      windowDays: this.windowDays,
      streamRetentionHours: this.stream.retentionHours,
      alarms: this.alarms,
    });
    this.deltaCrawler = new DeltaCrawler(this, "delta_tables", {
      ...this.place,
      name: this.names.of("delta-tables"),
      catalogue: this.catalogue,
      storage: this.storage,
      tables: this.catalogue.lakeTables,
    });

    this.access = new LakeAccess(this, "access", {
      storage: this.storage,
      prefixes: ["raw", "lake"],
      roleName: this.names.of("lake-formation"),
    });
    this.lakeTag = new LakeTag(this, "lake_tag", {
      // Tags belong to the account: another lake of the same account has another.
      key: this.names.database("layer"),
      value: "lake",
      databaseName: this.catalogue.lakeDatabase.name,
    });
    this.workgroup = this.makeWorkgroup();
    this.readerRoles = this.makeReaderRoles();
    this.grant();
    this.spectrum = this.makeSpectrum();
    this.snowflake = this.makeSnowflake();
    this.dashboard = new Dashboard(this, "overview", {
      region,
      name: this.names.of("overview"),
      heading: `# ${this.names.of("lake")}\nIn the order of the data's path. First look: \`npm run status -- ${props.name}\`${props.runbookBaseUrl === undefined ? "" : `. [Runbooks](${props.runbookBaseUrl})`}`,
      alarmArns: this.alarms.alarms.map(({ arn }) => arn),
      sections: lakeSections(this),
    });
    if (props.permissionsBoundary !== undefined) applyPermissionsBoundary(this, props.permissionsBoundary);
  }

  private makeKey(): EncryptionKey {
    return new EncryptionKey(this, "encryption", {
      ...this.place,
      alias: this.names.of("data"),
      description: `Everything that ${this.names.of("lake")} stores`,
      removalProtection: this.props.removalProtection,
    });
  }

  private makeInFlight(): InFlightProcessing {
    const { names, place, props, stream, storage, catalogue, encryptionKey, alarms } = this;
    const { removalProtection } = props;
    this.checkQuotas();
    const shards = streamShards(props.stream?.mode ?? { kind: "on-demand" }, props.traffic);
    const batch = batchSettings(props.traffic, shards);
    const index = this.indexShape(shards, batch.windowSeconds);
    const crawler = new PartitionCrawler(this, "partition_crawler", {
      ...place,
      name: names.of("raw-partitions"),
      catalogue,
      storage,
    });
    const delivery = new ParquetDelivery(this, "delivery", {
      ...place,
      name: names.of("delivery"),
      storage,
      catalogue,
      bufferMebibytes: props.delivery?.bufferMebibytes,
      bufferSeconds: props.delivery?.bufferSeconds,
      removalProtection,
      alarms,
    });
    const deduplicator = new Deduplicator(this, "deduplicator", {
      ...place,
      names: {
        function: names.of("deduplicator"),
        // Two tables of two shapes cannot have one name while a lake changes from one to the other.
        index: names.of(index.kind === "bucket-log" ? "deduplication-log" : "deduplication-index"),
        duplicatesQueue: names.of("duplicates"),
        quarantineQueue: names.of("quarantine"),
        failuresBucket: names.bucket("failures"),
      },
      stream,
      delivery,
      windowDays: this.windowDays,
      index,
      contracts: props.curationContracts,
      batch,
      encryptionKey,
      removalProtection,
      alarms,
    });
    return { crawler, delivery, deduplicator };
  }

  /** What Firehose gives a delivery stream, as far as it is known before Terraform runs. */
  private checkQuotas(): void {
    const { source, props } = this;
    const { activePartitionQuota: partitions = 500, directPutMebibytes = directPutQuota(props.region) } =
      props.delivery ?? {};
    if (!Token.isUnresolved(partitions)) {
      checkActivePartitions(source, { contracts: props.events.length, quota: partitions });
    }
    // Of a region that is a token, the quota is not known.
    const isKnown = props.delivery?.directPutMebibytes !== undefined || !Token.isUnresolved(props.region);
    if (isKnown && !Token.isUnresolved(directPutMebibytes)) checkDirectPut(source, props.traffic, directPutMebibytes);
  }

  /** The chosen index, made to fit the declared traffic. */
  private indexShape(shards: number, batchWindowSeconds: number): IndexShape {
    const kind = this.props.deduplication?.index ?? "bucket-log";
    const { eventsPerHour } = this.props.traffic;
    const warning = checkIndexKind(this.source, kind, this.props.traffic);
    if (warning !== undefined) Annotations.of(this).addWarning(warning);
    if (kind === "item-per-event") return { kind };
    return { kind, geometry: bucketGeometry({ eventsPerHour, shards, batchWindowSeconds }) };
  }

  private makeLanding(): LandingDelivery {
    const { props } = this;
    return new LandingDelivery(this, "landing", {
      ...this.place,
      name: this.names.of("landing"),
      events: this.stream,
      storage: this.storage,
      bufferMebibytes: props.delivery?.bufferMebibytes,
      bufferSeconds: props.delivery?.bufferSeconds,
      removalProtection: props.removalProtection,
      alarms: this.alarms,
    });
  }

  private grant(): void {
    const { access, catalogue, source, lakeTag, readerRoles } = this;
    const { administrators = [], events, readers = [], registeredEvents = [] } = this.props;
    if (this.inFlight) grantInFlightServices(access, { catalogue, ...this.inFlight });
    grantDeltaCrawler(access, { catalogue, crawler: this.deltaCrawler });
    grantAdministrators(access, catalogue, administrators);
    const warnings = grantReaders(access, {
      source,
      catalogue,
      events,
      lakeTag,
      readers,
      readerRoles,
      registeredEvents,
    });
    for (const warning of warnings) Annotations.of(this).addWarning(warning);
  }

  private makeWorkgroup(): QueryWorkgroup {
    const { names, catalogue, encryptionKey, props } = this;
    return new QueryWorkgroup(this, "queries", {
      ...props.athena,
      name: names.of("queries"),
      resultsBucketName: names.bucket("query-results"),
      catalogue,
      encryptionKey,
      removalProtection: props.removalProtection,
      queries: catalogue.lakeTables.map((table): SavedQuery => ({
        table,
        description: `The last day of ${table}`,
        dateColumn: DATE_COLUMNS.get(table) ?? "created_date",
      })),
    });
  }

  private makeReaderRoles(): ReadonlyMap<string, ReaderRole> {
    const { catalogue, names, place, source, workgroup } = this;
    const roles = new Map<string, ReaderRole>();
    for (const { principal, assumedBy, rawData } of this.props.readers ?? []) {
      if (assumedBy === undefined) continue;
      const prefix = `arn:${partitionOf(place.region)}:iam::${place.accountId}:role/${names.of("")}`;
      if (!principal.startsWith(prefix) || principal === prefix) {
        throw new Error(
          `${source}: readers: got the principal "${principal}" with assumedBy; the lake makes roles of its own account and prefix only: ${prefix}<name>. Change the principal, or make the role yourself and leave assumedBy out.`,
        );
      }
      const name = principal.slice(principal.indexOf("/") + 1);
      const props = { ...place, name, assumedBy, workgroup, catalogue, rawData };
      roles.set(principal, new ReaderRole(this, `reader_${name.slice(names.of("").length)}`, props));
    }
    return roles;
  }

  private makeSpectrum(): SpectrumReader | undefined {
    const { storage, catalogue, place } = this;
    const users = this.props.externalReaders?.redshiftSpectrum;
    if (users === undefined) return undefined;
    const name = this.names.of("redshift-spectrum");
    const reader = new SpectrumReader(this, "redshift_spectrum", { ...place, ...users, name, storage, catalogue });
    // No table keeps IAMAllowedPrincipals: Lake Formation decides about Redshift as about every other reader.
    this.access.grantDatabase("redshift_spectrum_database", reader.role.arn, catalogue.lakeDatabase.name, ["DESCRIBE"]);
    this.access.grantTagged("redshift_spectrum_tables", reader.role.arn, this.lakeTag);
    return reader;
  }

  private makeSnowflake(): SnowflakeReader | undefined {
    const { storage } = this;
    const user = this.props.externalReaders?.snowflake;
    if (user === undefined) return undefined;
    const name = this.names.of("snowflake");
    const tables = this.catalogue.lakeTables.filter((table) => !DATE_COLUMNS.has(table));
    return new SnowflakeReader(this, "snowflake", { ...user, name, storage, tables });
  }
}
