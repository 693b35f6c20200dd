import { KinesisStream } from "@cdktf/provider-aws/lib/kinesis-stream";
import { Construct } from "constructs";
import type { IAlarmTarget } from "../alarms";
import type { IEncryptionKey } from "../encryption-key";
import type { Grantee } from "../iam";
import { checkInputs, optional, removalProtection as protection, type RulesFor } from "../input-rules/inputs";
import { retentionHours as hours } from "../input-rules/limits";
import { streamName } from "../input-rules/names";
import { anything } from "../input-rules/rule";
import { times } from "../input-rules/token-numbers";
import { ExistingStream, type ExistingStreamProps } from "./existing-stream";
import { type StreamMode, streamMode } from "./stream-mode";
import { grantStreamRead, grantStreamWrite, type IEventStream } from "./stream-use";

export interface EventStreamProps {
  /**
   * Name of the stream: 1 to 128 letters, digits, `_`, `.` and `-`.
   * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html
   */
  readonly name: string;
  /** `shards` of a provisioned stream: a whole number from 1 to 20,000. @default on-demand */
  readonly mode?: StreamMode;
  /**
   * Hours for which records can be read again: a whole number from 24 to 8,760.
   * @default 168
   * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html
   */
  readonly retentionHours?: number;
  /** @default - the key that AWS keeps for Kinesis (alias/aws/kinesis) */
  readonly encryptionKey?: IEncryptionKey;
  /**
   * Keeps Terraform from destroying the stream and the records that it still holds.
   * @default false
   */
  readonly removalProtection?: boolean;
  /** Told when a consumer falls behind. */
  readonly alarms?: IAlarmTarget;
}

/** Hours for which a record can be read again, when nobody says otherwise. */
export const DEFAULT_RETENTION_HOURS = 168;

const RULES: RulesFor<EventStreamProps> = {
  name: streamName,
  mode: optional(streamMode),
  retentionHours: optional(hours),
  encryptionKey: anything,
  removalProtection: protection,
  alarms: anything,
};

/** The Kinesis data stream that producers write to, partition key = event_uuid. */
export class EventStream extends Construct implements IEventStream {
  readonly stream: KinesisStream;
  /** Hours for which a record can be read again. */
  readonly retentionHours: number;
  private readonly encryptionKey?: IEncryptionKey;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that Kinesis would not take */
  constructor(scope: Construct, id: string, props: EventStreamProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    const { mode = { kind: "on-demand" }, retentionHours = DEFAULT_RETENTION_HOURS, removalProtection = false } = props;
    this.retentionHours = retentionHours;
    this.encryptionKey = props.encryptionKey;
    this.stream = new KinesisStream(this, "stream", {
      name: props.name,
      streamModeDetails: { streamMode: mode.kind === "on-demand" ? "ON_DEMAND" : "PROVISIONED" },
      shardCount: mode.kind === "provisioned" ? mode.shards : undefined,
      retentionPeriod: retentionHours,
      encryptionType: "KMS",
      kmsKeyId: props.encryptionKey?.arn ?? "alias/aws/kinesis",
      lifecycle: { preventDestroy: removalProtection },
    });
    props.alarms?.addAlarm(this, "consumer_is_behind", {
      name: "consumer-is-behind",
      description:
        "A consumer reads records that are older than a quarter of the stream's retention. What it has not read when the retention ends is lost.",
      namespace: "AWS/Kinesis",
      metric: "GetRecords.IteratorAgeMilliseconds",
      dimensions: { StreamName: this.stream.name },
      statistic: "Maximum",
      threshold: times(retentionHours, 3_600_000 / 4),
    });
  }

  /**
   * A stream that you have. Nothing is changed about it.
   *
   * @throws Error when it is no ARN of a stream
   */
  static fromStreamArn(scope: Construct, id: string, props: ExistingStreamProps): ExistingStream {
    return new ExistingStream(scope, id, props);
  }

  get arn(): string {
    return this.stream.arn;
  }

  get name(): string {
    return this.stream.name;
  }

  /** What a producer needs. */
  grantWrite(grantee: Grantee): void {
    grantStreamWrite(this.arn, grantee);
    this.encryptionKey?.grantEncrypt(grantee);
  }

  /** What a consumer with shared throughput needs. */
  grantRead(grantee: Grantee): void {
    grantStreamRead(this.arn, grantee);
    this.encryptionKey?.grantDecrypt(grantee);
  }
}
