import { Construct } from "constructs";
import { EncryptionKey } from "../encryption-key";
import type { StateBackendNames } from "../naming";
import { keyAliasArn } from "../input-rules/arns";
import { checkInputs, fields, removalProtection, type RulesFor } from "../input-rules/inputs";
import { bucketName, keyAlias } from "../input-rules/names";
import { checkProviderAt } from "../input-rules/place";
import { accountId, region } from "../input-rules/regions";
import { PrivateBucket } from "../private-bucket";

export interface StateBackendProps {
  /** From `stateBackendNames`, which every stack's backend block is written from, too. */
  readonly names: StateBackendNames;
  /** Account of the bucket: 12 digits. */
  readonly accountId: string;
  /** Region of the bucket, and of the stack's provider: `eu-central-1`. */
  readonly region: string;
  /** @default false */
  readonly removalProtection?: boolean;
}

const RULES: RulesFor<StateBackendProps> = {
  names: fields<StateBackendNames>({ bucket: bucketName, keyAlias, keyAliasArn }),
  accountId,
  region,
  removalProtection,
};

/**
 * The bucket that holds the Terraform state of every stack in one account and region, and the key it is encrypted with.
 * Every version of every state is kept: a mistake is undone with them, and they are small.
 *
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
export class StateBackend extends Construct {
  readonly encryptionKey: EncryptionKey;
  readonly bucket: PrivateBucket;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that AWS would not take */
  constructor(scope: Construct, id: string, props: StateBackendProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    checkProviderAt(this, props);
    this.encryptionKey = new EncryptionKey(this, "key", {
      alias: props.names.keyAlias,
      description: "Terraform state",
      accountId: props.accountId,
      region: props.region,
      removalProtection: props.removalProtection,
    });
    this.bucket = new PrivateBucket(this, "state", {
      name: props.names.bucket,
      encryptionKey: this.encryptionKey,
      removalProtection: props.removalProtection,
    });
  }
}
