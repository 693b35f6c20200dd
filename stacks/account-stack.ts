import { LakeformationDataLakeSettings } from "@cdktf/provider-aws/lib/lakeformation-data-lake-settings";
import { TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { stateBackendNames } from "../modules/naming";
import { PipelineAccess, type PipelineAccessProps } from "../modules/pipeline-access";
import { StateBackend } from "../modules/state-backend";
import { addTerraformSettings } from "./terraform-settings";

export interface AccountStackProps {
  readonly accountId: string;
  readonly region: string;
  /** First part of every name. */
  readonly namePrefix: string;
  /** Roles that administer Lake Formation; the one that deploys is among them. */
  readonly dataLakeAdministrators: readonly string[];
  /** GitHub's workflows and the lakes that they plan and deploy. @default - no role is made for them */
  readonly pipelines?: Pick<PipelineAccessProps, "lakes" | "oidcProvider" | "repository">;
  /** @default false */
  readonly removalProtection?: boolean;
}

/**
 * What exists once per account and region: the bucket of the Terraform state, the roles of the workflows, and Lake Formation's
 * settings.
 * `npm run bootstrap` deploys it with local state, and then moves that state into the bucket it made.
 */
export class AccountStack extends TerraformStack {
  readonly stateBackend: StateBackend;
  readonly dataLakeSettings: LakeformationDataLakeSettings;
  readonly pipelineAccess?: PipelineAccess;

  constructor(scope: Construct, id: string, props: AccountStackProps) {
    super(scope, id);
    addTerraformSettings(this, { ...props, tags: { project: props.namePrefix } });
    this.stateBackend = new StateBackend(this, "state_backend", {
      names: stateBackendNames({ ...props, prefix: props.namePrefix }),
      accountId: props.accountId,
      region: props.region,
      removalProtection: props.removalProtection,
    });
    this.pipelineAccess =
      props.pipelines &&
      new PipelineAccess(this, "pipeline_access", {
        ...props.pipelines,
        accountId: props.accountId,
        region: props.region,
        namePrefix: props.namePrefix,
        stateBucketArn: this.stateBackend.bucket.arn,
        stateKeyArn: this.stateBackend.encryptionKey.arn,
      });
    // The defaults for new databases and tables stay empty: an entry for IAMAllowedPrincipals would let every IAM
    // principal past Lake Formation. https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html
    this.dataLakeSettings = new LakeformationDataLakeSettings(this, "data_lake_settings", {
      admins: [...props.dataLakeAdministrators].sort(),
      // A plan reads grants, which Lake Formation shows to its administrators only.
      readOnlyAdmins: this.pipelineAccess?.planRoles.map(({ arn }) => arn),
      // An administrator must exist.
      dependsOn: this.pipelineAccess && [...this.pipelineAccess.deployRoles],
    });
  }
}

/** The id of the one account stack that serves an account and region. */
export function accountStackId(props: Pick<AccountStackProps, "accountId" | "namePrefix" | "region">): string {
  return `${props.namePrefix}-account-${props.accountId}-${props.region}`;
}
