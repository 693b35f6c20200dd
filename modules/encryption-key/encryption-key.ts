import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Construct } from "constructs";
import { policyDocument, type Grantee } from "../iam";

export interface EncryptionKeyProps {
  /** Alias, with or without `alias/`. */
  readonly alias: string;
  /** What it encrypts, for the reader of the KMS console. */
  readonly description: string;
  /** 12 digits: the account whose IAM policies decide who may use the key. */
  readonly accountId: string;
  readonly region: string;
  /**
   * Whether CloudWatch Logs may encrypt log groups with it.
   * @default false
   */
  readonly forLogs?: boolean;
  /**
   * Keeps Terraform from destroying it: without the key every byte that it encrypted is unreadable.
   * @default false
   */
  readonly removalProtection?: boolean;
}

/** A customer-managed KMS key, rotated once a year, and its alias. */
export class EncryptionKey extends Construct {
  readonly key: KmsKey;
  readonly alias: KmsAlias;

  constructor(scope: Construct, id: string, props: EncryptionKeyProps) {
    super(scope, id);
    this.key = new KmsKey(this, "key", {
      description: props.description,
      enableKeyRotation: true,
      // 30 days to notice a mistake where it matters; 7 is the least that KMS allows.
      deletionWindowInDays: props.removalProtection ? 30 : 7,
      policy: policyDocument([
        {
          sid: "AccountDecides",
          // The whole of kms on this one key: without it nobody could change the key's policy any more, and the key's own
          // resource is always written "*". https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
          actions: ["kms:*"],
          resources: ["*"],
          principals: { aws: `arn:aws:iam::${props.accountId}:root` },
        },
        ...(props.forLogs ? [logsStatement(props)] : []),
      ]),
      lifecycle: { preventDestroy: props.removalProtection ?? false },
    });
    this.alias = new KmsAlias(this, "alias", {
      name: props.alias.startsWith("alias/") ? props.alias : `alias/${props.alias}`,
      targetKeyId: this.key.keyId,
    });
  }

  get arn(): string {
    return this.key.arn;
  }

  /** Encrypting new data: what a writer to an encrypted stream, bucket or queue needs. */
  grantEncrypt(grantee: Grantee): void {
    grantee.addStatements({ sid: "EncryptWithKey", actions: ["kms:GenerateDataKey"], resources: [this.arn] });
  }

  /** Reading what was encrypted. */
  grantDecrypt(grantee: Grantee): void {
    grantee.addStatements({ sid: "DecryptWithKey", actions: ["kms:Decrypt"], resources: [this.arn] });
  }

  /** Both at once. */
  grantEncryptDecrypt(grantee: Grantee): void {
    grantee.addStatements({ sid: "UseKey", actions: ["kms:Decrypt", "kms:GenerateDataKey"], resources: [this.arn] });
  }
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html */
function logsStatement({ accountId, region }: EncryptionKeyProps) {
  return {
    sid: "EncryptLogGroups",
    actions: [
      "kms:Decrypt",
      "kms:DescribeKey",
      "kms:Encrypt",
      "kms:GenerateDataKey",
      "kms:ReEncryptFrom",
      "kms:ReEncryptTo",
    ],
    resources: ["*"],
    principals: { service: `logs.${region}.amazonaws.com` },
    conditions: {
      ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:aws:logs:${region}:${accountId}:log-group:*` },
    },
  };
}
