import type { S3BucketLifecycleConfigurationRule } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { Construct } from "constructs";
import type { IEncryptionKey } from "../encryption-key";
import type { Grantee } from "../iam";
import { checkInput, checkInputs, optional, removalProtection, type RulesFor } from "../input-rules/inputs";
import { objectDays } from "../input-rules/limits";
import { bucketName } from "../input-rules/names";
import { anything, oneOf, type Rule, wrong } from "../input-rules/rule";
import { type ILakeBucket, PrivateBucket, type GrantReadOptions } from "../private-bucket";

/** Top-level prefixes of the lake's bucket. */
export const LAKE_PREFIXES = {
  /** Parquet files as they were delivered: `raw/<table>/created_date=YYYY-MM-DD/`. */
  raw: "raw/",
  /** What the delivery stream could not convert or partition: `errors/<type>/`. */
  errors: "errors/",
  /** Delta tables: `lake/<table>/`. */
  lake: "lake/",
  /** Events as they were sent, a line each: `landing/<arrival date>/<hour>/`. */
  landing: "landing/",
  /** The curation job itself, and the contracts that it reads. */
  jobs: "jobs/",
} as const;

export type LakePrefix = keyof typeof LAKE_PREFIXES;

export interface LakeStorageProps {
  /**
   * Globally unique: 3 to 63 lower-case letters, digits, `.` and `-`.
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
   */
  readonly bucketName?: string;
  /**
   * A bucket that you have, in the place of `bucketName`. Nothing is changed about it: what expires in it, its owner decides
   * by `lifecycleRules` of this construct. @default - one is made
   */
  readonly bucket?: ILakeBucket;
  /** Of a bucket that is made; one that you have names its own. @default - the S3-managed key (SSE-S3) */
  readonly encryptionKey?: IEncryptionKey;
  /** Days for which raw files, landing files and delivery errors are kept: a whole number, 1 or more. Longer than the curation job may ever pause. */
  readonly rawRetentionDays: number;
  /**
   * Days for which an overwritten or deleted object can be brought back: a whole number, 1 or more.
   * @default 7
   */
  readonly recoveryDays?: number;
  /** @default false */
  readonly removalProtection?: boolean;
}

const rulesFor = ({ bucket }: LakeStorageProps): RulesFor<LakeStorageProps> => ({
  bucketName: bucket === undefined ? bucketName : notBesideBucket,
  bucket: anything,
  encryptionKey: bucket === undefined ? anything : notBesideBucket,
  rawRetentionDays: objectDays,
  recoveryDays: optional(objectDays),
  removalProtection,
});

const notBesideBucket: Rule = (value) =>
  value === undefined ? [] : wrong(value, "is of no use beside a bucket of yours", "Remove one of the two");

const lakePrefix = oneOf(Object.keys(LAKE_PREFIXES), "a prefix of the lake");

/** The bucket of the lake: what was delivered, delivery errors, Delta tables and the job, each under its own prefix. */
export class LakeStorage extends Construct {
  readonly bucket: ILakeBucket;
  /** What has to expire in the bucket: set already where it is made here. */
  readonly lifecycleRules: readonly S3BucketLifecycleConfigurationRule[];
  /** @default - undefined when the S3-managed key encrypts */
  readonly encryptionKey?: IEncryptionKey;
  /** Days after which what was delivered expires. */
  readonly rawRetentionDays: number;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that S3 would not take */
  constructor(scope: Construct, id: string, props: LakeStorageProps) {
    super(scope, id);
    checkInputs(this.node.path, props, rulesFor(props));
    const { rawRetentionDays, recoveryDays = 7 } = props;
    this.rawRetentionDays = rawRetentionDays;
    this.lifecycleRules = [
      expire("raw-files", LAKE_PREFIXES.raw, rawRetentionDays),
      expire("landing-files", LAKE_PREFIXES.landing, rawRetentionDays),
      expire("delivery-errors", LAKE_PREFIXES.errors, rawRetentionDays),
      {
        id: "leftovers",
        status: "Enabled",
        filter: [{ prefix: "" }],
        abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        noncurrentVersionExpiration: [{ noncurrentDays: recoveryDays }],
      },
    ];
    this.bucket =
      props.bucket ??
      new PrivateBucket(this, "lake", {
        name: props.bucketName ?? "",
        encryptionKey: props.encryptionKey,
        removalProtection: props.removalProtection,
        lifecycleRules: this.lifecycleRules,
      });
    this.encryptionKey = this.bucket.encryptionKey;
  }

  /** `s3://<bucket>/<prefix>` without the slash at the end, as Glue writes locations. */
  location(prefix: LakePrefix): string {
    return `s3://${this.bucket.name}/${this.keysOf(prefix).slice(0, -1)}`;
  }

  /** ARN of a prefix, as Lake Formation registers it. */
  prefixArn(prefix: LakePrefix): string {
    return `${this.bucket.arn}/${this.keysOf(prefix).slice(0, -1)}`;
  }

  grantRead(grantee: Grantee, prefix: LakePrefix, options?: GrantReadOptions): void {
    this.bucket.grantRead(grantee, this.keysOf(prefix), options);
  }

  grantWrite(grantee: Grantee, prefix: LakePrefix): void {
    this.bucket.grantWrite(grantee, this.keysOf(prefix));
  }

  grantDelete(grantee: Grantee, prefix: LakePrefix): void {
    this.bucket.grantDelete(grantee, this.keysOf(prefix));
  }

  /** Begin of the keys of a prefix. Of one that there is not it would be every key. */
  private keysOf(prefix: LakePrefix): string {
    checkInput(this.node.path, "prefix", prefix, lakePrefix);
    return LAKE_PREFIXES[prefix];
  }
}

function expire(id: string, prefix: string, days: number) {
  return { id, status: "Enabled", filter: [{ prefix }], expiration: [{ days }] };
}
