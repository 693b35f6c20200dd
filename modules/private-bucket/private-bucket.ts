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
import type { AlarmTopic } from "../alarms";
import type { EncryptionKey } from "../encryption-key";
import { policyDocument, type Grantee } from "../iam";
import {
  checkInput,
  checkInputs,
  knownAtSynth,
  optional,
  removalProtection as protection,
  type RulesFor,
} from "../input-rules/inputs";
import { bucketName } from "../input-rules/names";
import { claimName } from "../input-rules/place";
import { anything, flag } from "../input-rules/rule";
import { objectPrefix } from "../input-rules/prefixes";
import { lifecycleRules as expiry } from "./lifecycle-rules";

export interface PrivateBucketProps {
  /**
   * Globally unique: 3 to 63 lower-case letters, digits, `.` and `-`.
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
   */
  readonly name: string;
  /** @default - the S3-managed key (SSE-S3) */
  readonly encryptionKey?: EncryptionKey;
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

export interface GrantReadOptions {
  /**
   * Whether S3 says of a key that is not there that it is not (404). To others it says that they may not read it (403). It
   * takes the right to list the whole bucket: a request for one key carries no prefix that a condition could allow.
   * @default false
   * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
   */
  readonly seesMissingKeys?: boolean;
}

/** An alarm about objects that should not be there. */
export interface ObjectAlarmProps {
  /** Last part of the rule's name. */
  readonly name: string;
  /** What is wrong and what to do, in words for 3 a.m. It is the message, which ends with the object's key. */
  readonly description: string;
  /** Begin of the keys. @default - every object */
  readonly prefix?: string;
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
export class PrivateBucket extends Construct {
  readonly bucket: S3Bucket;
  /** @default - undefined when no lifecycle rules were given */
  readonly lifecycleConfiguration?: S3BucketLifecycleConfiguration;
  /** Depend on these where objects must not be written before the bucket is safe. */
  readonly safeguards: readonly ITerraformDependable[];
  private readonly encryptionKey?: EncryptionKey;
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
  addObjectAlarm(alarms: AlarmTopic, scope: Construct, id: string, alarm: ObjectAlarmProps): CloudwatchEventRule {
    if (alarm.prefix !== undefined) checkInput(this.node.path, `${id}.prefix`, alarm.prefix, objectPrefix);
    this.notification ??= new S3BucketNotification(this, "notification", { bucket: this.name, eventbridge: true });
    return alarms.addEventAlarm(scope, id, {
      name: alarm.name,
      description: alarm.description,
      pattern: {
        source: ["aws.s3"],
        "detail-type": ["Object Created"],
        detail: {
          bucket: { name: [this.name] },
          ...(alarm.prefix !== undefined && { object: { key: [{ prefix: alarm.prefix }] } }),
        },
      },
      details: { object: "$.detail.object.key" },
    });
  }

  /** Writing objects under a prefix, multipart uploads included. */
  grantWrite(grantee: Grantee, prefix: string): void {
    checkInput(this.node.path, "prefix", prefix, objectPrefix);
    grantee.addStatements({
      actions: ["s3:AbortMultipartUpload", "s3:PutObject"],
      resources: [`${this.arn}/${prefix}*`],
    });
    this.encryptionKey?.grantEncryptDecrypt(grantee);
  }

  /** Deleting objects under a prefix. The bucket keeps them as old versions for as long as its lifecycle rules say. */
  grantDelete(grantee: Grantee, prefix: string): void {
    checkInput(this.node.path, "prefix", prefix, objectPrefix);
    grantee.addStatements({ actions: ["s3:DeleteObject"], resources: [`${this.arn}/${prefix}*`] });
  }

  /** Reading objects under a prefix and listing that prefix. */
  grantRead(grantee: Grantee, prefix: string, { seesMissingKeys = false }: GrantReadOptions = {}): void {
    checkInput(this.node.path, "prefix", prefix, objectPrefix);
    const ofPrefix = { StringLike: { "s3:prefix": [prefix, `${prefix}*`] } };
    grantee.addStatements(
      { actions: ["s3:GetObject"], resources: [`${this.arn}/${prefix}*`] },
      { actions: ["s3:ListBucket"], resources: [this.arn], conditions: seesMissingKeys ? undefined : ofPrefix },
    );
    this.encryptionKey?.grantDecrypt(grantee);
  }
}

function denyPlainHttp(bucketArn: string) {
  return {
    sid: "DenyPlainHttp",
    effect: "Deny" as const,
    // A denial must cover every action to mean anything. https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html
    actions: ["s3:*"],
    resources: [bucketArn, `${bucketArn}/*`],
    principals: "*" as const,
    conditions: { Bool: { "aws:SecureTransport": "false" } },
  };
}
