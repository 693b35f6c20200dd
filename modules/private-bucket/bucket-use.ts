import type { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { IAlarmTarget } from "../alarms";
import type { IEncryptionKey } from "../encryption-key";
import type { Grantee } from "../iam";
import { checkInput } from "../input-rules/inputs";
import { objectPrefix } from "../input-rules/prefixes";

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

/** A bucket: one that is made here, or one that you have (`PrivateBucket.fromBucketName`). */
export interface ILakeBucket {
  readonly arn: string;
  readonly name: string;
  /** Depend on these where objects must not be written before the bucket is safe. */
  readonly safeguards: readonly ITerraformDependable[];
  /** @default - undefined when the S3-managed key encrypts */
  readonly encryptionKey?: IEncryptionKey;
  /** Reading objects under a prefix and listing that prefix. */
  grantRead(grantee: Grantee, prefix: string, options?: GrantReadOptions): void;
  /** Writing objects under a prefix, multipart uploads included. */
  grantWrite(grantee: Grantee, prefix: string): void;
  /** Deleting objects under a prefix. */
  grantDelete(grantee: Grantee, prefix: string): void;
  /** Tells of every object that is created, under `scope`: one message each. */
  addObjectAlarm(alarms: IAlarmTarget, scope: Construct, id: string, alarm: ObjectAlarmProps): CloudwatchEventRule;
}

/** What can be said of a bucket, whoever made it. */
interface Bucket {
  /** Path of the construct, for errors. */
  readonly source: string;
  readonly arn: string;
  readonly name: string;
  readonly encryptionKey?: IEncryptionKey;
}

export function grantObjectWrite({ source, arn, encryptionKey }: Bucket, grantee: Grantee, prefix: string): void {
  checkInput(source, "prefix", prefix, objectPrefix);
  grantee.addStatements({
    actions: ["s3:AbortMultipartUpload", "s3:PutObject"],
    resources: [`${arn}/${prefix}*`],
  });
  encryptionKey?.grantEncryptDecrypt(grantee);
}

export function grantObjectDelete({ source, arn }: Bucket, grantee: Grantee, prefix: string): void {
  checkInput(source, "prefix", prefix, objectPrefix);
  grantee.addStatements({ actions: ["s3:DeleteObject"], resources: [`${arn}/${prefix}*`] });
}

export function grantObjectRead(
  { source, arn, encryptionKey }: Bucket,
  grantee: Grantee,
  prefix: string,
  { seesMissingKeys = false }: GrantReadOptions = {},
): void {
  checkInput(source, "prefix", prefix, objectPrefix);
  const ofPrefix = { StringLike: { "s3:prefix": [prefix, `${prefix}*`] } };
  grantee.addStatements(
    { actions: ["s3:GetObject"], resources: [`${arn}/${prefix}*`] },
    { actions: ["s3:ListBucket"], resources: [arn], conditions: seesMissingKeys ? undefined : ofPrefix },
  );
  encryptionKey?.grantDecrypt(grantee);
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html */
export function objectAlarm(
  { source, name }: Bucket,
  alarms: IAlarmTarget,
  scope: Construct,
  id: string,
  alarm: ObjectAlarmProps,
): CloudwatchEventRule {
  if (alarm.prefix !== undefined) checkInput(source, `${id}.prefix`, alarm.prefix, objectPrefix);
  return alarms.addEventAlarm(scope, id, {
    name: alarm.name,
    description: alarm.description,
    pattern: {
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: {
        bucket: { name: [name] },
        ...(alarm.prefix !== undefined && { object: { key: [{ prefix: alarm.prefix }] } }),
      },
    },
    details: { object: "$.detail.object.key" },
  });
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/security-best-practices.html */
export function denyPlainHttp(bucketArn: string) {
  return {
    sid: "DenyPlainHttp",
    effect: "Deny" as const,
    // A denial must cover every action to mean anything.
    actions: ["s3:*"],
    resources: [bucketArn, `${bucketArn}/*`],
    principals: "*" as const,
    conditions: { Bool: { "aws:SecureTransport": "false" } },
  };
}
