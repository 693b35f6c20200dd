import { Construct } from "constructs";
import { EncryptionKey } from "../encryption-key";
import type { StateBackendNames } from "../naming";
import { PrivateBucket } from "../private-bucket";

export interface StateBackendProps {
  /** From `stateBackendNames`, which every stack's backend block is written from, too. */
  readonly names: StateBackendNames;
  readonly accountId: string;
  readonly region: string;
  /** @default false */
  readonly removalProtection?: boolean;
}

/**
 * The bucket that holds the Terraform state of every stack in one account and region, and the key it is encrypted with.
 * Every version of every state is kept: a mistake is undone with them, and they are small.
 *
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
export class StateBackend extends Construct {
  readonly encryptionKey: EncryptionKey;
  readonly bucket: PrivateBucket;

  constructor(scope: Construct, id: string, props: StateBackendProps) {
    super(scope, id);
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
