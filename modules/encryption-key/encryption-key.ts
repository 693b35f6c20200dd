import { KmsAlias } from "@cdktf/provider-aws/lib/kms-alias";
import { KmsKey } from "@cdktf/provider-aws/lib/kms-key";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { policyDocument, type Grantee, type PolicyStatement } from "../iam";
import { checkInput, checkInputs, removalProtection, type RulesFor } from "../input-rules/inputs";
import { keyAlias, logGroupPattern } from "../input-rules/names";
import { checkProviderAt } from "../input-rules/place";
import { accountId, partitionOf, region } from "../input-rules/regions";
import { description } from "../input-rules/texts";
import { ExistingKey, type ExistingKeyProps } from "./existing-key";
import { grantDecrypt, grantEncrypt, type IEncryptionKey, logGroupStatement } from "./key-use";

export interface EncryptionKeyProps {
  /**
   * Alias, with or without `alias/`: letters, digits and `/_-`, 256 characters with it, and none of AWS (`alias/aws/`).
   * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html
   */
  readonly alias: string;
  /** What it encrypts, for the reader of the KMS console: 1 to 8,192 characters. */
  readonly description: string;
  /** 12 digits: the account whose IAM policies decide who may use the key. */
  readonly accountId: string;
  /** Region of the key, and of the stack's provider: `eu-central-1`. */
  readonly region: string;
  /**
   * Keeps Terraform from destroying it: without the key every byte that it encrypted is unreadable.
   * @default false
   */
  readonly removalProtection?: boolean;
}

const RULES: RulesFor<EncryptionKeyProps> = {
  alias: keyAlias,
  description: description("the description of a key", 8192),
  accountId,
  region,
  removalProtection,
};

/** A customer-managed KMS key, rotated once a year, and its alias. Its policy learns from what it is to encrypt. */
export class EncryptionKey extends Construct implements IEncryptionKey {
  readonly key: KmsKey;
  readonly alias: KmsAlias;
  private readonly logGroups = new Set<string>();

  /** @throws Error naming construct, prop, value, rule and fix of each prop that KMS would not take */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: EncryptionKeyProps,
  ) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    checkProviderAt(this, props);
    this.key = new KmsKey(this, "key", {
      description: props.description,
      enableKeyRotation: true,
      // 30 days to notice a mistake where it matters; 7 is the least that KMS allows.
      deletionWindowInDays: props.removalProtection ? 30 : 7,
      policy: Lazy.stringValue({ produce: () => policyDocument(this.statements()) }),
      lifecycle: { preventDestroy: props.removalProtection ?? false },
    });
    this.alias = new KmsAlias(this, "alias", {
      name: props.alias.startsWith("alias/") ? props.alias : `alias/${props.alias}`,
      targetKeyId: this.key.keyId,
    });
  }

  /**
   * A key that you have. Nothing is changed about it: its policy has to say `ownerStatements`.
   *
   * @throws Error when it is no ARN of a key
   */
  static fromKeyArn(scope: Construct, id: string, props: ExistingKeyProps): ExistingKey {
    return new ExistingKey(scope, id, props);
  }

  get arn(): string {
    return this.key.arn;
  }

  /**
   * Lets CloudWatch Logs encrypt a log group with it, and gives the group's `kmsKeyId`. Logs refuses a group whose key does
   * not say so.
   *
   * @param name of the group; `*` stands for any text
   * @throws Error when no group can have that name
   */
  forLogGroup(name: string): string {
    checkInput(this.node.path, "log group", name, logGroupPattern);
    this.logGroups.add(name);
    return this.arn;
  }

  /** Encrypting new data: what a writer to an encrypted stream, bucket or queue needs. */
  grantEncrypt(grantee: Grantee): void {
    grantEncrypt(this.arn, grantee);
  }

  /** Reading what was encrypted. */
  grantDecrypt(grantee: Grantee): void {
    grantDecrypt(this.arn, grantee);
  }

  /** Both: two statements, so that a role that is granted one of them elsewhere does not have it twice. */
  grantEncryptDecrypt(grantee: Grantee): void {
    this.grantEncrypt(grantee);
    this.grantDecrypt(grantee);
  }

  private statements(): PolicyStatement[] {
    const { accountId, region } = this.props;
    const partition = partitionOf(region);
    const ofAccount: PolicyStatement = {
      sid: "AccountDecides",
      // The whole of kms on this one key: without it nobody could change the key's policy any more, and the key's own
      // resource is always written "*". https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html
      actions: ["kms:*"],
      resources: ["*"],
      principals: { aws: `arn:${partition}:iam::${accountId}:root` },
    };
    if (this.logGroups.size === 0) return [ofAccount];
    return [ofAccount, logGroupStatement({ partition, region, accountId }, this.logGroups)];
  }
}
