import type { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import {
  S3BucketLifecycleConfiguration,
  type S3BucketLifecycleConfigurationRule,
} from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification";
import { S3BucketOwnershipControls } from "@cdktf/provider-aws/lib/s3-bucket-ownership-controls";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import type { IAlarmTarget } from "../alarms";
import type { IEncryptionKey } from "../encryption-key";
import { policyDocument, type Grantee } from "../iam";
import {
  checkInputs,
  knownAtSynth,
  optional,
  removalProtection as protection,
  type RulesFor,
} from "../input-rules/inputs";
import { bucketName } from "../input-rules/names";
import { claimName } from "../input-rules/place";
import { anything, flag } from "../input-rules/rule";
import {
  denyPlainHttp,
  type GrantReadOptions,
  grantObjectDelete,
  grantObjectRead,
  grantObjectWrite,
  type ILakeBucket,
  objectAlarm,
  type ObjectAlarmProps,
} from "./bucket-use";
import { ExistingBucket, type ExistingBucketProps } from "./existing-bucket";
import { lifecycleRules as expiry } from "./lifecycle-rules";

export interface PrivateBucketProps {
  /**
   * Globally unique: 3 to 63 lower-case letters, digits, `.` and `-`.
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
   */
  readonly name: string;
  /** @default - the S3-managed key (SSE-S3) */
  readonly encryptionKey?: IEncryptionKey;
  /**
   * Keeps old versions of overwritten and deleted objects.
   * @default true
   */
  readonly versioned?: boolean;
  /**
   * What expires when: up to 1,000 rules, each with an id of its own and whole days, 1 or more.
   * @default - nothing expires
   */
  readonly lifecycleRules?: readonly S3BucketLifecycleConfigurationRule[];
  /**
   * true: Terraform refuses to destroy it. false: it is destroyed with all its objects.
   * @default false
   */
  readonly removalProtection?: boolean;
}

const RULES: RulesFor<PrivateBucketProps> = {
  name: bucketName,
  encryptionKey: anything,
  versioned: optional(flag),
  lifecycleRules: optional(knownAtSynth(expiry)),
  removalProtection: protection,
};

/**
 * A bucket that only this account reaches, only over TLS: public access blocked, ACLs off, encrypted, versioned.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
 */
export class PrivateBucket extends Construct implements ILakeBucket {
  readonly bucket: S3Bucket;
  /** @default - undefined when no lifecycle rules were given */
  readonly lifecycleConfiguration?: S3BucketLifecycleConfiguration;
  /** Depend on these where objects must not be written before the bucket is safe. */
  readonly safeguards: readonly ITerraformDependable[];
  readonly encryptionKey?: IEncryptionKey;
  private notification?: S3BucketNotification;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that S3 would not take */
  constructor(scope: Construct, id: string, props: PrivateBucketProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    claimName(this, { key: "name", name: props.name, rule: "S3 has a bucket of one name once, in all accounts" });
    const { removalProtection = false, versioned = true, lifecycleRules = [] } = props;
    this.encryptionKey = props.encryptionKey;
    this.bucket = new S3Bucket(this, "bucket", {
      bucket: props.name,
      forceDestroy: !removalProtection,
      lifecycle: { preventDestroy: removalProtection },
    });
    const bucket = this.bucket.bucket;

    const publicAccessBlock = new S3BucketPublicAccessBlock(this, "public_access_block", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    const ownership = new S3BucketOwnershipControls(this, "ownership", {
      bucket,
      rule: { objectOwnership: "BucketOwnerEnforced" },
    });
    const encryption = new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [
        {
          applyServerSideEncryptionByDefault: props.encryptionKey
            ? { sseAlgorithm: "aws:kms", kmsMasterKeyId: props.encryptionKey.arn }
            : { sseAlgorithm: "AES256" },
          bucketKeyEnabled: props.encryptionKey !== undefined,
        },
      ],
    });
    const policy = new S3BucketPolicy(this, "policy", {
      bucket,
      policy: policyDocument([denyPlainHttp(this.bucket.arn)]),
      dependsOn: [publicAccessBlock],
    });
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: versioned ? "Enabled" : "Suspended" },
    });
    if (lifecycleRules.length > 0) {
      this.lifecycleConfiguration = new S3BucketLifecycleConfiguration(this, "lifecycle", {
        bucket,
        rule: [...lifecycleRules],
        dependsOn: [versioning],
      });
    }
    this.safeguards = [publicAccessBlock, ownership, encryption, policy, versioning];
  }

  /**
   * A bucket that you have. Nothing is changed about it: its policy has to say `ownerStatements`.
   *
   * @throws Error naming construct, prop, value, rule and fix of each prop that S3 would not take
   */
  static fromBucketName(scope: Construct, id: string, props: ExistingBucketProps): ExistingBucket {
    return new ExistingBucket(scope, id, props);
  }

  get arn(): string {
    return this.bucket.arn;
  }

  get name(): string {
    return this.bucket.bucket;
  }

  /**
   * Tells of every object that is created, under `scope`: one message each.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html
   */
  addObjectAlarm(alarms: IAlarmTarget, scope: Construct, id: string, alarm: ObjectAlarmProps): CloudwatchEventRule {
    this.notification ??= new S3BucketNotification(this, "notification", { bucket: this.name, eventbridge: true });
    return objectAlarm(this.described, alarms, scope, id, alarm);
  }

  /** Writing objects under a prefix, multipart uploads included. */
  grantWrite(grantee: Grantee, prefix: string): void {
    grantObjectWrite(this.described, grantee, prefix);
  }

  /** Deleting objects under a prefix. The bucket keeps them as old versions for as long as its lifecycle rules say. */
  grantDelete(grantee: Grantee, prefix: string): void {
    grantObjectDelete(this.described, grantee, prefix);
  }

  /** Reading objects under a prefix and listing that prefix. */
  grantRead(grantee: Grantee, prefix: string, options?: GrantReadOptions): void {
    grantObjectRead(this.described, grantee, prefix, options);
  }

  private get described() {
    return { source: this.node.path, arn: this.arn, name: this.name, encryptionKey: this.encryptionKey };
  }
}
