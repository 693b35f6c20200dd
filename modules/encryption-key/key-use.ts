import type { Grantee, PolicyStatement } from "../iam";

/** A KMS key: one that is made here, or one that you have (`EncryptionKey.fromKeyArn`). */
export interface IEncryptionKey {
  readonly arn: string;
  /** Has the key encrypt a log group, and gives the group's `kmsKeyId`. `*` in the name stands for any text. */
  forLogGroup(name: string): string;
  /** Encrypting new data. */
  grantEncrypt(grantee: Grantee): void;
  /** Reading what was encrypted. */
  grantDecrypt(grantee: Grantee): void;
  /** Both. */
  grantEncryptDecrypt(grantee: Grantee): void;
}

export function grantEncrypt(keyArn: string, grantee: Grantee): void {
  grantee.addStatements({ sid: "EncryptWithKey", actions: ["kms:GenerateDataKey"], resources: [keyArn] });
}

export function grantDecrypt(keyArn: string, grantee: Grantee): void {
  grantee.addStatements({ sid: "DecryptWithKey", actions: ["kms:Decrypt"], resources: [keyArn] });
}

interface KeyPlace {
  readonly partition: string;
  readonly region: string;
  readonly accountId: string;
}

/** What a key's policy must say before CloudWatch Logs takes it for a log group. */
export function logGroupStatement(place: KeyPlace, names: Iterable<string>): PolicyStatement {
  const { partition, region, accountId } = place;
  const groups = [...names].map((name) => `arn:${partition}:logs:${region}:${accountId}:log-group:${name}`);
  return {
    sid: "EncryptLogGroups",
    // As https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html has them.
    actions: ["kms:Decrypt*", "kms:Describe*", "kms:Encrypt*", "kms:GenerateDataKey*", "kms:ReEncrypt*"],
    resources: ["*"],
    principals: { service: `logs.${region}.amazonaws.com${partition === "aws-cn" ? ".cn" : ""}` },
    conditions: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": groups.sort() } },
  };
}
