import { type BucketGeometry, INDEX_KINDS } from "../../lambda-src/interface";
import type { IAlarmTarget } from "../alarms";
import type { IDeliveryStream } from "../delivery";
import type { IEncryptionKey } from "../encryption-key";
import type { IEventStream } from "../event-stream";
import type { IRole } from "../iam";
import { fields, knownAtSynth, optional, removalProtection as protection, type RulesFor } from "../input-rules/inputs";
import { memoryMebibytes, objectDays, windowDays as days } from "../input-rules/limits";
import { logRetentionDays as logDays } from "../input-rules/log-retention";
import { bucketName, dynamoTableName, functionName, queueName } from "../input-rules/names";
import { accountId as account, region as itsRegion } from "../input-rules/regions";
import { anything, both, given, oneOf, RIGHT, type Rule, wrong } from "../input-rules/rule";
import { contractsDocument } from "../input-rules/texts";
import { coversRetention } from "../input-rules/window";
import type { ILakeBucket } from "../private-bucket";
import { batchRule, type BatchSettings } from "./batch-settings";
import { geometryRule } from "./bucket-geometry";
import type { IQueue } from "./existing-queue";

/** Memory of the function, in MiB, when nobody chooses another. */
export const DEFAULT_MEMORY_MEBIBYTES = 1024;

/** Names of everything that the deduplicator makes. */
export interface DeduplicatorNames {
  /** Of the Lambda function, its role and its log: 1 to 64 letters, digits, `_` and `-`. */
  readonly function: string;
  /** Of the DynamoDB table: 3 to 255 letters, digits, `_`, `.` and `-`. */
  readonly index: string;
  /** Of an SQS queue: 1 to 80 letters, digits, `_` and `-`. Left out where you pass a queue of yours. */
  readonly duplicatesQueue?: string;
  /** Of another one. */
  readonly quarantineQueue?: string;
  /** Of a bucket: 3 to 63 lower-case letters, digits, `.` and `-`. Left out where you pass a bucket of yours. */
  readonly failuresBucket?: string;
}

/**
 * How the index is kept. "bucket-log": ids that were created within the same seconds share an item; it needs a stable
 * `created_at` and the id as partition key. "item-per-event": an item and a write for each event; it needs the id only.
 */
export type IndexShape =
  { readonly kind: "bucket-log"; readonly geometry: BucketGeometry } | { readonly kind: "item-per-event" };

export interface DeduplicatorProps {
  readonly names: DeduplicatorNames;
  /** Account of the lake: 12 digits. */
  readonly accountId: string;
  /** Region of the lake, and of the stack's provider: `eu-central-1`. */
  readonly region: string;
  /** Events are read from here. */
  readonly stream: IEventStream;
  /** Events are delivered to here. */
  readonly delivery: IDeliveryStream;
  /** Days for which an id is remembered: a whole number from 1 to 1,825, not shorter than the stream's retention. */
  readonly windowDays: number;
  /** A change forgets the ids of the window. @default - a bucket log for a million events an hour on demand */
  readonly index?: IndexShape;
  /**
   * The contracts as JSON text, as for `Curation`: `curationContractsJson` of `event-lake/events`. An event that has one has
   * a table of its own, and is rejected when it breaks it.
   */
  readonly contracts: string;
  readonly batch?: BatchSettings;
  /** Whole MiB: 128 to 10,240. Half a core comes with 884. @default 1024 */
  readonly memoryMebibytes?: number;
  /** @default - the services' own keys */
  readonly encryptionKey?: IEncryptionKey;
  /**
   * Days for which the function's log is kept: one of the numbers that CloudWatch takes, 1 to 3,653.
   * @default 30
   * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
   */
  readonly logRetentionDays?: number;
  /** Days for which a batch that could not be processed waits in the failures bucket: 1 or more. @default 90 */
  readonly failuresRetentionDays?: number;
  /** @default false */
  readonly removalProtection?: boolean;
  readonly alarms?: IAlarmTarget;
  /** A role that you have and that Lambda may take. @default - one is made */
  readonly role?: IRole;
  /** A queue that you have, for duplicates. @default - one is made */
  readonly duplicatesQueue?: IQueue;
  /** A queue that you have, which tells of what was rejected. @default - one is made */
  readonly quarantineQueue?: IQueue;
  /** A bucket that you have, for batches that could not be processed. @default - one is made */
  readonly failuresBucket?: ILakeBucket;
  /** A log group that you have; the role may write to it. @default - one is made, /aws/lambda/ and the function's name */
  readonly logGroup?: LogGroup;
}

/** A CloudWatch log group. */
export interface LogGroup {
  readonly name: string;
  /** Without `:*` at its end. */
  readonly arn: string;
}

const INDEX: Rule = knownAtSynth((value) => {
  const mistakes = fields({ kind: oneOf(INDEX_KINDS, "the kind of an index") })(value);
  if (mistakes.length > 0 || Reflect.get(Object(value), "kind") !== "bucket-log") return mistakes;
  return fields({ geometry: geometryRule })(value);
});

/** The name of what is made: of what is yours it would be of no use. */
function unlessGiven(own: unknown, rule: Rule): Rule {
  if (own === undefined) return rule;
  return (value) =>
    value === undefined
      ? RIGHT
      : wrong(value, "names what is not made: one of yours is given", "Remove one of the two");
}

/** What each prop may be. @see https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html */
export function deduplicatorRules(props: DeduplicatorProps): RulesFor<DeduplicatorProps> {
  const { names, stream } = props;
  return {
    names: fields<DeduplicatorNames>({
      function: functionName,
      index: dynamoTableName,
      duplicatesQueue: unlessGiven(props.duplicatesQueue, queueName),
      quarantineQueue: unlessGiven(props.quarantineQueue, (value) =>
        value === names.duplicatesQueue
          ? wrong(value, "is the queue of duplicates, too", "Give each a queue of its own")
          : queueName(value),
      ),
      failuresBucket: unlessGiven(props.failuresBucket, bucketName),
    }),
    accountId: account,
    region: itsRegion,
    stream: given,
    delivery: given,
    windowDays: both(days, (value) => coversRetention(value, Reflect.get(Object(stream), "retentionHours"))),
    index: optional(INDEX),
    contracts: knownAtSynth(contractsDocument),
    batch: optional(batchRule),
    memoryMebibytes: optional(memoryMebibytes),
    encryptionKey: anything,
    logRetentionDays: optional(logDays),
    failuresRetentionDays: optional(objectDays),
    removalProtection: protection,
    alarms: anything,
    role: anything,
    duplicatesQueue: anything,
    quarantineQueue: anything,
    failuresBucket: anything,
    logGroup: anything,
  };
}
