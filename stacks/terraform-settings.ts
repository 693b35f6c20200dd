import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3Backend, type TerraformStack } from "cdktf";
import { stateBackendNames } from "../modules/naming";

export interface TerraformSettings {
  readonly accountId: string;
  readonly region: string;
  readonly namePrefix: string;
  /** On every resource that can have tags. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Terraform's own settings of a stack: its version, a provider that refuses every other account, and the state in the
 * account's bucket under the stack's own key, locked while it is used.
 */
export function addTerraformSettings(stack: TerraformStack, props: TerraformSettings): void {
  const { accountId, region, namePrefix } = props;
  const names = stateBackendNames({ prefix: namePrefix, accountId, region });
  // 1.11 brought the S3 lock file out of its experiment.
  stack.addOverride("terraform.required_version", ">= 1.11.0");
  new AwsProvider(stack, "aws", {
    region,
    allowedAccountIds: [accountId],
    defaultTags: [{ tags: { ...props.tags, "managed-by": "terraform" } }],
  });
  new S3Backend(stack, {
    bucket: names.bucket,
    key: `${stack.node.id}/terraform.tfstate`,
    region,
    encrypt: true,
    kmsKeyId: names.keyAliasArn,
    allowedAccountIds: [accountId],
  });
  // cdktf 0.21 has no prop for it. https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
}
