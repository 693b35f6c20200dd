import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { findTerraform } from "./terraform-binary";
import { terraformCliConfig } from "./provider-mirror";
import { ProgressReader, type TerraformDiagnostic, type TerraformProgress } from "./terraform-progress";

/** Resources that Terraform works on at a time: AWS's own waits, not work, fill the time of an apply. */
const PARALLELISM = 30;

export interface TerraformOptions {
  /** Folder of one synthesised stack. */
  readonly folder: string;
  /** Added to the environment of the process: endpoint, credentials. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Folder for Terraform's CLI configuration, where the user has none. @default ".cache/terraform" in the working directory */
  readonly cacheFolder?: string;
  /** Called as resources start and finish. */
  readonly onProgress?: (progress: TerraformProgress) => void;
  /** Interrupts Terraform, which then finishes what it has begun and writes its state. */
  readonly signal?: AbortSignal;
  /**
   * Milliseconds that an interrupted Terraform gets to end what it has begun, before it is killed.
   * @default - it is not killed: a killed Terraform loses the state of what it was creating
   */
  readonly graceMilliseconds?: number;
}

/** A Terraform command that failed, with what it printed. */
export class TerraformError extends Error {
  constructor(
    readonly command: string,
    readonly exitCode: number | null,
    readonly output: string,
    /** The errors one by one, where Terraform gave them so. */
    readonly diagnostics: readonly TerraformDiagnostic[] = [],
  ) {
    super(`terraform ${command} ended with ${exitCode === null ? "a signal" : `exit code ${exitCode}`}:\n${output}`);
    this.name = "TerraformError";
  }
}

/** The error of a command that gave its errors one by one. */
export function commandFailed(
  operation: string,
  exitCode: number | null,
  diagnostics: readonly TerraformDiagnostic[],
): TerraformError {
  const output = diagnostics
    .map(({ address, message }) => (address === undefined ? message : `${address}\n  ${message}`))
    .join("\n");
  return new TerraformError(operation, exitCode, output, diagnostics);
}

/** The part of `terraform show -json` that is read here. */
interface PlanJson {
  readonly planned_values: {
    readonly root_module: {
      readonly resources: readonly { readonly address: string; readonly values: Readonly<Record<string, unknown>> }[];
    };
  };
}

/** Runs Terraform in one stack's folder. Every command goes through here. */
export class Terraform {
  private readonly command: string;
  private readonly environment: NodeJS.ProcessEnv;

  /** @throws TerraformMissingError before anything is started */
  constructor(private readonly options: TerraformOptions) {
    this.command = findTerraform().command;
    this.environment = {
      ...process.env,
      ...options.environment,
      TF_CLI_CONFIG_FILE: terraformCliConfig(options.cacheFolder ?? path.join(process.cwd(), ".cache", "terraform")),
      TF_IN_AUTOMATION: "1",
      CHECKPOINT_DISABLE: "1",
    };
  }

  /** @param flags for example `-migrate-state` */
  async init(...flags: string[]): Promise<void> {
    await this.run(["init", "-input=false", "-no-color", "-lockfile=readonly", ...flags]);
  }

  async validate(): Promise<void> {
    await this.run(["validate", "-no-color"]);
  }

  /** Removes the lock that a killed run left. @param lockId from Terraform's own message */
  async forceUnlock(lockId: string): Promise<void> {
    await this.run(["force-unlock", "-force", "-no-color", lockId]);
  }

  /** What the stack plans for each resource, by its address, as far as Terraform knows it before the apply. */
  async plannedValues(): Promise<ReadonlyMap<string, Readonly<Record<string, unknown>>>> {
    const file = "planned-values.bin";
    await this.run(["plan", "-input=false", "-no-color", "-lock=false", "-refresh=false", `-out=${file}`]);
    try {
      const { output } = await this.run(["show", "-json", "-no-color", file]);
      const plan = JSON.parse(output) as PlanJson;
      return new Map(plan.planned_values.root_module.resources.map(({ address, values }) => [address, values]));
    } finally {
      rmSync(path.join(this.options.folder, file), { force: true });
    }
  }

  /**
   * Plans into a file, also when Terraform ends with errors but writes what it has nevertheless.
   *
   * @param flags for example `-refresh=false`
   * @returns the errors; without one, the plan is whole
   */
  async savePlan(file: string, ...flags: string[]): Promise<readonly TerraformDiagnostic[]> {
    const reader = new ProgressReader();
    const args = ["plan", "-input=false", "-json", `-out=${file}`, ...flags];
    const { exitCode } = await this.spawn(args, (line) => reader.read(line));
    if (exitCode === 0) return [];
    const unknown = { message: `Terraform ended with ${exitCode === null ? "a signal" : `exit code ${exitCode}`}.` };
    if (exitCode !== 1) throw commandFailed("plan", exitCode, [...reader.diagnostics, unknown]);
    return reader.diagnostics.length > 0 ? reader.diagnostics : [unknown];
  }

  /** @returns the JSON text of a saved plan */
  async showPlan(file: string): Promise<string> {
    return (await this.run(["show", "-json", "-no-color", file])).output;
  }

  /** Writes the lock file for other platforms than this one, from Terraform's registry. @param platforms for example `linux_amd64` */
  async lockProviders(platforms: readonly string[]): Promise<void> {
    await this.run(["providers", "lock", "-no-color", ...platforms.map((platform) => `-platform=${platform}`)]);
  }

  /** Creates and changes what the stack says. @returns the number of resources touched */
  async apply(...flags: string[]): Promise<number> {
    return this.change("apply", flags);
  }

  /** @returns the number of resources destroyed */
  async destroy(...flags: string[]): Promise<number> {
    return this.change("destroy", flags);
  }

  /** @param flags for example `-lock=false`. @returns true when an apply would change something */
  async hasChanges(...flags: string[]): Promise<{ changes: boolean; text: string }> {
    const args = ["plan", "-input=false", "-no-color", "-detailed-exitcode", ...flags];
    const { exitCode, output } = await this.run(args, [0, 2]);
    return { changes: exitCode === 2, text: output };
  }

  /** The stack's outputs that are text, by name. */
  async outputs(): Promise<Readonly<Record<string, string>>> {
    const { output } = await this.run(["output", "-json", "-no-color"]);
    const values = JSON.parse(output) as Record<string, { value: unknown }>;
    return Object.fromEntries(Object.entries(values).map(([name, { value }]) => [name, String(value)]));
  }

  private async change(operation: "apply" | "destroy", flags: readonly string[]): Promise<number> {
    const reader = new ProgressReader();
    const args = [operation, "-auto-approve", "-input=false", "-json", `-parallelism=${PARALLELISM}`, ...flags];
    const { exitCode } = await this.spawn(args, (line) => {
      const progress = reader.read(line);
      if (progress) this.options.onProgress?.(progress);
    });
    if (exitCode !== 0) throw commandFailed(operation, exitCode, reader.diagnostics);
    const changes = reader.changes;
    return changes ? changes.add + changes.change + changes.remove : 0;
  }

  private async run(
    args: readonly string[],
    accepted: readonly number[] = [0],
  ): Promise<{ exitCode: number; output: string }> {
    const lines: string[] = [];
    const { exitCode } = await this.spawn(args, (line) => lines.push(line));
    const output = lines.join("\n");
    if (exitCode === null || !accepted.includes(exitCode)) throw new TerraformError(args[0] ?? "", exitCode, output);
    return { exitCode, output };
  }

  private async spawn(args: readonly string[], onLine: (line: string) => void): Promise<{ exitCode: number | null }> {
    const { signal, graceMilliseconds } = this.options;
    if (signal?.aborted) throw new TerraformError(args[0] ?? "", null, "Interrupted before it was started.");
    // In a process group of its own: a Ctrl-C at the terminal must reach Terraform once, from here, and not twice.
    const child = spawn(this.command, args, {
      cwd: this.options.folder,
      env: this.environment,
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    let killer: NodeJS.Timeout | undefined;
    const interrupt = () => {
      child.kill("SIGINT");
      if (graceMilliseconds !== undefined) killer = setTimeout(() => child.kill("SIGKILL"), graceMilliseconds);
    };
    const killWithParent = () => child.kill("SIGKILL");
    signal?.addEventListener("abort", interrupt, { once: true });
    process.once("exit", killWithParent);
    createInterface({ input: child.stdout }).on("line", onLine);
    createInterface({ input: child.stderr }).on("line", onLine);
    try {
      return await new Promise((resolve, reject) => {
        child.once("error", reject);
        child.once("close", (exitCode) => {
          resolve({ exitCode });
        });
      });
    } finally {
      clearTimeout(killer);
      process.removeListener("exit", killWithParent);
      signal?.removeEventListener("abort", interrupt);
    }
  }
}
