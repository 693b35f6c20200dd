import path from "node:path";
import type { LocalCloud } from "@event-lake/local-cloud";
import type { Environment } from "../../environments/schema";
import { accountStackId } from "../../stacks/account-stack";
import { bootstrapAccount } from "../bootstrap/bootstrap-account";
import { type AppProgram, stackFolder, synthesise } from "../synth/synthesise";
import { Terraform, TerraformError, type TerraformProgress } from "@event-lake/plan-review/terraform";
import { writeLocalOverride } from "./local-override";

export interface LocalDeploymentOptions {
  readonly environment: Environment;
  readonly cloud: Pick<LocalCloud, "environment">;
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

/** One environment's two stacks, deployed to the local cloud the way they are deployed to AWS. */
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

  /** Makes the state bucket and the account's settings. */
  async bootstrap(onProgress?: OnProgress): Promise<void> {
    await bootstrapAccount({
      ...this.terraformOptions(onProgress),
      folder: this.folder(this.accountStack),
      stateFile: path.join(this.options.outputFolder, `terraform.${this.accountStack}.tfstate`),
    });
  }

  /** @returns the number of resources that were created or changed */
  async deploy(onProgress?: OnProgress): Promise<number> {
    const terraform = this.terraform(this.lakeStack, onProgress);
    await terraform.init("-reconfigure");
    return terraform.apply();
  }

  /** Plans both stacks again. @returns what a second apply would change, empty when nothing */
  async plannedChanges(): Promise<string> {
    const plans = await Promise.all(
      [this.accountStack, this.lakeStack].map((stack) => this.terraform(stack).hasChanges()),
    );
    return plans.flatMap(({ changes, text }) => (changes ? [text] : [])).join("\n");
  }

  /**
   * Destroys the lake; the account's stack stays, as it would on AWS.
   *
   * @returns "refused" when the environment's removal protection stopped it
   */
  async destroy(onProgress?: OnProgress): Promise<number | "refused"> {
    try {
      return await this.terraform(this.lakeStack, onProgress).destroy();
    } catch (error) {
      if (error instanceof TerraformError && error.output.includes("lifecycle.prevent_destroy")) return "refused";
      throw error;
    }
  }

  /** Terraform in the folder of one stack. */
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
