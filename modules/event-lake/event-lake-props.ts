import type { IndexKind } from "../../lambda-src/interface";
import type { ContractedEvent } from "../catalogue";
import type { ExecutionClass } from "../curation";
import type { DeclaredTraffic, LakeStreamMode } from "../event-stream";
import type { LakeReader } from "./lake-grants";

/**
 * Where duplicates are removed: "in-flight", by a Lambda function before anything is stored and by the curation job;
 * "in-lake", by the curation job alone.
 */
export type Processing = "in-flight" | "in-lake";

/** What a lake is made from. The keys are those of an environment file. */
export interface EventLakeProps {
  /** AWS account that the lake is deployed to: 12 digits. */
  readonly accountId: string;
  /** Region of the lake, and of the stack's provider, for example `eu-central-1`; those of China and GovCloud, too. */
  readonly region: string;
  /** First part of every name: 2 to 16 lower-case letters, digits, hyphens, a letter first. Buckets have 63 characters at most. */
  readonly namePrefix: string;
  /** Second part of every name, for example `dev`: 2 to 12 lower-case letters, digits, hyphens, a letter first. */
  readonly name: string;
  /** Contracts: each has a raw and a Delta table. `loadEventContracts` of `event-lake/events` reads them. */
  readonly events: readonly ContractedEvent[];
  /** The same contracts as JSON text, for the curation job: `curationContractsJson` of `event-lake/events`. */
  readonly curationContracts: string;
  /** What the producers are expected to send: shards, batches, buckets of the index and workers follow from it. */
  readonly traffic: DeclaredTraffic;
  /** Address that hears of every alarm: one, `name@example.com`. */
  readonly alarmEmail: string;
  /**
   * Address of a folder with a page for each alarm, `https://...`, 300 characters at most: each alarm's text links to its own.
   * The pages of this package are in `docs/runbooks`.
   * @default - no link
   */
  readonly runbookBaseUrl?: string;
  /** A change destroys what only the other processing needs: see `switchingFrom`. @default "in-flight" */
  readonly processing?: Processing;
  /** The other processing, kept while `processing` is switched (docs/runbooks/switch-processing.md). @default - none */
  readonly switchingFrom?: Processing;
  readonly deduplication?: {
    /** Days for which an id is remembered, as long as the stream keeps a record or longer: 1 to 1,825. @default 7 */
    readonly windowDays?: number;
    /**
     * How claimed ids are kept: "bucket-log" is many times cheaper and needs producers that keep `created_at` when they
     * send an event again; "item-per-event" does not. A change forgets the ids of the window.
     * @default "bucket-log"
     */
    readonly index?: IndexKind;
  };
  readonly stream?: {
    /** Without `shards` a provisioned stream has as many as the declared peak needs. @default on-demand */
    readonly mode?: LakeStreamMode;
    /** Whole hours for which records can be read again: 24 to 8,760. @default 168 */
    readonly retentionHours?: number;
  };
  /** "customer-managed": one KMS key of this lake. "aws-managed": the services' own keys. @default "aws-managed" */
  readonly encryption?: "aws-managed" | "customer-managed";
  readonly delivery?: {
    /** Whole MiB that a partition collects before it is written: 64 to 128; from 1 on with "in-lake" alone. @default 128 */
    readonly bufferMebibytes?: number;
    /** Whole seconds after which a partition is written all the same: 60 to 900; from 0 on with "in-lake" alone. @default 300 */
    readonly bufferSeconds?: number;
    /** Active partitions that the account's Firehose quota allows: 1 to 5,000. @default 500 */
    readonly activePartitionQuota?: number;
    /**
     * MiB a second that the account's Firehose quota for Direct PUT allows, 0.001 to 1,000; "in-flight" only.
     * @default - 5 in us-east-1, us-west-2 and eu-west-1, 1 elsewhere
     */
    readonly directPutMebibytes?: number;
  };
  readonly storage: {
    /** Whole days for which raw files are kept, 1 or more. Longer than the curation job may ever pause. */
    readonly rawRetentionDays: number;
  };
  readonly curation?: {
    /** Minutes from one run to the next: 15, 30, or whole hours that divide a day. @default 60 */
    readonly everyMinutes?: number;
    /**
     * "flex": spare capacity for two thirds of the price, which a run may wait for; workers of G.1X and G.2X only.
     * @default "standard"
     */
    readonly executionClass?: ExecutionClass;
    /** Days for which an older version of a table can be read: 1 to 365. @default 7 */
    readonly timeTravelDays?: number;
  };
  /**
   * ARNs of up to 30 roles that administer Lake Formation in the account, without the one that deploys the lake: they may alter
   * and drop its tables. @default - none
   */
  readonly administrators?: readonly string[];
  /** Who may query which tables. @default - nobody */
  readonly readers?: readonly LakeReader[];
  /** Events whose Delta table the crawler has registered: a grant on a single table needs it. @default - none */
  readonly registeredEvents?: readonly string[];
  readonly athena?: {
    /** Whole GiB that one query may scan before it is ended, 1 or more. @default 100 */
    readonly scanLimitGibibytes?: number;
    /** Whole days for which the result of a query is kept, 1 or more. @default 7 */
    readonly resultDays?: number;
  };
  /** Readers outside of Athena and Spark. @default - none */
  readonly externalReaders?: {
    /** ARNs of the database users that may take the role of Redshift. */
    readonly redshiftSpectrum?: { readonly databaseUsers: readonly string[] };
    /** What `DESC INTEGRATION` names. */
    readonly snowflake?: { readonly userArn: string; readonly externalId: string };
  };
  /** ARN of a managed policy, of the lake's account or of AWS, that bounds every role of the lake. @default - none */
  readonly permissionsBoundary?: string;
  /** true: nothing that holds data can be destroyed by Terraform. @default false */
  readonly removalProtection?: boolean;
  /** Where these settings are written: warnings and errors begin with it. @default - the path of the construct */
  readonly settingsSource?: string;
}
