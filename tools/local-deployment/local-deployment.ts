import path from "node:path";
import type { LocalCloud } from "@event-lake/local-cloud";
import type { Environment } from "../../environments/schema";
import { accountStackId } from "../../stacks/account-stack";
import { bootstrapAccount } from "../bootstrap/bootstrap-account";
import { type AppProgram, stackFolder, synthesise } from "../synth/synthesise";
import { Terraform, TerraformError, type TerraformProgress } from "@event-lake/plan-review/terraform";
import { writeLocalOverride } from "./local-override";
import { takeWorkflowRole } from "./workflow-session";

export interface LocalDeploymentOptions {
  readonly environment: Environment;
  readonly cloud: Pick<LocalCloud, "endpoint" | "environment">;
  /** Where the stacks are synthesised to. */
  readonly outputFolder: string;
  /** Folder of the CDKTF app. @default - this repository */
  readonly project?: string;
  /** Program that synthesises the stacks. @default - the app's main.ts */
  readonly program?: AppProgram;
  /** Ends Terraform soon: what it deploys to is thrown away. */
  readonly signal?: AbortSignal;
}

type OnProgress = (progress: TerraformProgress) => void;

/** Milliseconds that an interrupted Terraform gets. The cloud that it works on goes with it. */
const GRACE_MILLISECONDS = 2_000;

/**
 * One environment's two stacks, deployed to the local cloud the way they are deployed to AWS: the account's by a person who may do
 * everything, the lake by the workflows' roles.
 */
export class LocalDeployment {
  readonly accountStack: string;
  readonly lakeStack: string;

  constructor(private readonly options: LocalDeploymentOptions) {
    const { environment } = options;
    this.accountStack = accountStackId(environment);
    this.lakeStack = `${environment.namePrefix}-${environment.name}`;
  }

  /** Synthesises every environment, and writes the local override beside the two stacks. */
  async synthesise(): Promise<void> {
    await synthesise(this.options.outputFolder, this.options.project, this.options.program);
    for (const stack of [this.accountStack, this.lakeStack]) writeLocalOverride(this.folder(stack));
  }

  /** Makes the state bucket, the workflows' roles and the account's settings. */
  async bootstrap(onProgress?: OnProgress): Promise<void> {
    await bootstrapAccount({
      ...this.terraformOptions(onProgress),
      folder: this.folder(this.accountStack),
      stateFile: path.join(this.options.outputFolder, `terraform.${this.accountStack}.tfstate`),
    });
  }

  /** Deploys the lake as the role that deploys. @returns the number of resources that were created or changed */
  async deploy(onProgress?: OnProgress): Promise<number> {
    const terraform = await this.terraformAs("deploy", onProgress);
    await terraform.init("-reconfigure");
    return terraform.apply();
  }

  /** Plans both stacks again, the lake's as the role that plans. @returns what a second apply would change, empty when nothing */
  async plannedChanges(): Promise<string> {
    const lake = await this.terraformAs("plan");
    const plans = await Promise.all([this.terraform(this.accountStack).hasChanges(), lake.hasChanges("-lock=false")]);
    return plans.flatMap(({ changes, text }) => (changes ? [text] : [])).join("\n");
  }

  /**
   * Destroys the lake as the role that deploys; the account's stack stays, as it would on AWS.
   *
   * @returns "refused" when the environment's removal protection stopped it
   */
  async destroy(onProgress?: OnProgress): Promise<number | "refused"> {
    try {
      return await (await this.terraformAs("deploy", onProgress)).destroy();
    } catch (error) {
      if (error instanceof TerraformError && error.output.includes("lifecycle.prevent_destroy")) return "refused";
      throw error;
    }
  }

  private async terraformAs(use: "deploy" | "plan", onProgress?: OnProgress): Promise<Terraform> {
    const environment = await this.environmentAs(use);
    return new Terraform({ ...this.terraformOptions(onProgress), environment, folder: this.folder(this.lakeStack) });
  }

  /**
   * The variables for a command that acts as a workflow's role; as a person where the environment has no workflows. What Lake
   * Formation lets somebody alter and drop depends on who made it: who deploys a lake once does so always.
   */
  async environmentAs(use: "deploy" | "plan"): Promise<Readonly<Record<string, string>>> {
    const { cloud, environment } = this.options;
    const { accountId, name, github, workflowRoles } = environment;
    if (github === undefined) return cloud.environment;
    const session = await takeWorkflowRole(cloud.endpoint, {
      roleArn: `arn:aws:iam::${accountId}:role/${workflowRoles[use]}`,
      repository: github.repository,
      subject: use === "deploy" ? `environment:${name}` : "pull_request",
    });
    return { ...cloud.environment, ...session };
  }

  /** Terraform in the folder of one stack, as a person who may do everything. */
  terraform(stack: string, onProgress?: OnProgress): Terraform {
    return new Terraform({ ...this.terraformOptions(onProgress), folder: this.folder(stack) });
  }

  folder(stack: string): string {
    return stackFolder(this.options.outputFolder, stack);
  }

  private terraformOptions(onProgress?: OnProgress) {
    const { cloud, signal } = this.options;
    return { environment: cloud.environment, signal, graceMilliseconds: GRACE_MILLISECONDS, onProgress };
  }
}
