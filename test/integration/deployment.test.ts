import { readFileSync } from "node:fs";
import path from "node:path";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { startLocalCloud, type LocalCloud } from "@event-lake/local-cloud";
import { environmentNamed } from "../fixtures/environments";
import { stateBackendNames } from "../../modules/naming";
import { poll } from "../../tools/poll";
import { recoverDeployment } from "../../tools/recover/recover-deployment";
import { LocalDeployment } from "../../tools/local-deployment/local-deployment";
import { findTerraform, terraformCliConfig } from "@event-lake/plan-review/terraform";
import { runCommand } from "./run-command";
import { ScratchProject } from "./scratch-project";

const MINUTES = 60_000;
const dev = environmentNamed("dev");
const bucket = stateBackendNames({ ...dev, prefix: dev.namePrefix }).bucket;

let project: ScratchProject;
let cloud: LocalCloud;
let deployment: LocalDeployment;
let s3: S3Client;

beforeAll(async () => {
  project = new ScratchProject("deployment");
  cloud = await startLocalCloud({ ...dev, folder: path.join(project.folder, "cloud") });
  s3 = new S3Client({
    endpoint: cloud.endpoint,
    region: dev.region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    forcePathStyle: true,
  });
  deployment = new LocalDeployment({
    environment: dev,
    cloud,
    project: project.folder,
    outputFolder: path.join(project.folder, "cdktf.out"),
  });
  await deployment.synthesise();
  await deployment.bootstrap();
}, 10 * MINUTES);

afterAll(async () => {
  await cloud.stop();
  project.remove();
}, MINUTES);

async function exists(key: string): Promise<boolean> {
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "NotFound") return false;
    throw error;
  }
}

const stateKey = (stack: string) => `${stack}/terraform.tfstate`;
const lockKey = (stack: string) => `${stateKey(stack)}.tflock`;

/** Terraform itself as the role that deploys, to do to it what a person or a machine may do. */
async function terraform(
  args: readonly string[],
  onOutput?: (output: string, kill: (signal: NodeJS.Signals) => void) => void,
) {
  const environment = await deployment.environmentAs("deploy");
  return runCommand(findTerraform().command, args, {
    cwd: deployment.folder(deployment.lakeStack),
    env: { ...environment, TF_CLI_CONFIG_FILE: terraformCliConfig(project.folder), CHECKPOINT_DISABLE: "1" },
    onOutput,
  });
}

const apply = ["apply", "-auto-approve", "-input=false", "-no-color", "-parallelism=30"];

test(
  "bootstrap moves the account stack's state into the bucket that it made, and a second bootstrap changes nothing",
  async () => {
    expect(await exists(stateKey(deployment.accountStack))).toBe(true);

    await deployment.bootstrap();

    expect(await deployment.terraform(deployment.accountStack).hasChanges()).toMatchObject({ changes: false });
  },
  5 * MINUTES,
);

/** Starts an apply, and kills it once that many resources are there. */
function applyAndKill(resources: number, signal: NodeJS.Signals) {
  let killed = false;
  return terraform(apply, (output, kill) => {
    if (killed || (output.match(/Creation complete/g)?.length ?? 0) < resources) return;
    killed = true;
    kill(signal);
  });
}

test(
  "an apply that is killed on the spot, and then one that is ended by the machine, leave a lake that recover finishes",
  async () => {
    await deployment.terraform(deployment.lakeStack).init("-reconfigure");

    const killed = await applyAndKill(15, "SIGKILL");
    expect(killed.exitCode).toBeNull();
    const locked = await terraform(apply);
    expect(locked.output).toContain("Error acquiring the state lock");
    await deployment.terraform(deployment.lakeStack).forceUnlock(/ID: +(\S+)/.exec(locked.output)?.[1] ?? "no ID");
    const ended = await applyAndKill(5, "SIGTERM");
    expect(ended.exitCode).toBe(1);
    expect(await exists(lockKey(deployment.lakeStack))).toBe(false);

    const adopted = await recoverDeployment({
      ...dev,
      folder: deployment.folder(deployment.lakeStack),
      environment: await deployment.environmentAs("deploy"),
    });

    expect(adopted).toBeGreaterThan(0);
    expect(await deployment.plannedChanges()).toBe("");
  },
  12 * MINUTES,
);

test(
  "a second apply beside a running one is refused, with the name of the lock's owner",
  async () => {
    const first = terraform(["plan", "-input=false", "-no-color"]);
    await poll(async () => ((await exists(lockKey(deployment.lakeStack))) ? true : undefined), {
      what: "The lock object",
      deadlineMilliseconds: 120_000,
      intervalMilliseconds: 50,
    });

    const second = await terraform(apply);

    expect(second.exitCode).toBe(1);
    expect(second.output).toContain("Error acquiring the state lock");
    expect(second.output).toMatch(/Who: +\S+@\S+/);
    expect((await first).output).toContain("No changes.");
    expect(await exists(lockKey(deployment.lakeStack))).toBe(false);
  },
  5 * MINUTES,
);

test(
  "no secret and no dummy key is in the stack or its state",
  async () => {
    const stack = readFileSync(path.join(deployment.folder(deployment.lakeStack), "cdk.tf.json"), "utf8");
    const state = await terraform(["state", "pull"]);

    for (const text of [stack, state.output])
      expect(text).not.toMatch(/secret_access_key|AKIA|BEGIN [A-Z ]*PRIVATE KEY/i);
  },
  3 * MINUTES,
);

test(
  "settings that can be changed in place are changed by the role that deploys, and nothing is left to change",
  async () => {
    const settings: readonly (readonly [string, string])[] = [
      ["retentionHours: 24", "retentionHours: 48"],
      ["bufferMebibytes: 64, bufferSeconds: 60", "bufferMebibytes: 128, bufferSeconds: 120"],
      ["rawRetentionDays: 14", "rawRetentionDays: 21"],
      ["data-platform-dev@", "data-platform@"],
      [
        "removalProtection: false",
        "removalProtection: false,\n  athena: { scanLimitGibibytes: 50, resultDays: 3 },\n  curation: { everyMinutes: 120, timeTravelDays: 8 }",
      ],
    ];
    for (const [before, after] of settings) project.edit("environments/dev.ts", before, after);
    project.edit("lambda-src/deduplicate/handler.ts", "reserveMs: 2_000", "reserveMs: 2_500");
    await deployment.synthesise();

    const changed = await deployment.deploy();

    expect(changed).toBeGreaterThan(10);
    expect(await deployment.plannedChanges()).toBe("");
    expect(cloud.refusedCalls()).toEqual([]);
  },
  10 * MINUTES,
);

test(
  "destroy leaves nothing but the account's stack",
  async () => {
    const destroyed = await deployment.destroy();

    expect(destroyed).toBeGreaterThan(60);
    expect((await terraform(["state", "list"])).output.trim()).toBe("");
    expect(await deployment.terraform(deployment.accountStack).hasChanges()).toMatchObject({ changes: false });
  },
  10 * MINUTES,
);
