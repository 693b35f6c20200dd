import path from "node:path";
import { environments } from "../../environments";
import type { Environment } from "../../environments/schema";
import { loadEventContracts } from "../../events/event-contracts";
import { startLocalCloud, type LocalCloud } from "../../local-cloud/local-cloud";
import { LocalDeployment } from "../local-deployment/local-deployment";
import type { TerraformProgress } from "../terraform/terraform-progress";
import { chaosSchedule } from "./chaos-account";
import { DEMO_FOLDER } from "./demo-folder";
import type { DemoOptions } from "./demo-options";
import { readEventsFile } from "./events-file";
import { lakeClients } from "./lake-clients";
import { generateSampleEvents, type SampleRecord } from "./sample-events";
import type { StageLog } from "./stage-log";
import { streamEvents } from "./stream-events";
import { summarise } from "./summary";
import { verifyLake } from "./verify-lake";

export interface DemoContext {
  readonly options: DemoOptions;
  readonly log: StageLog;
  /** Aborts when the person has seen enough. */
  readonly signal: AbortSignal;
  /** Called with the running cloud when everything is proved and `--keep` was given; the demo goes on when it resolves. */
  readonly onKept: (kept: { readonly cloud: LocalCloud; readonly deployment: LocalDeployment }) => Promise<void>;
}

/** @returns whether everything was proved */
export async function runDemo({ options, log, signal, onKept }: DemoContext): Promise<boolean> {
  const environment = environmentNamed(options.env);
  const records = readRecords(options);
  const cloud = await log.stage("local cloud", (progress) =>
    startLocalCloud({
      accountId: environment.accountId,
      region: environment.region,
      folder: path.join(DEMO_FOLDER, "cloud"),
      onProgress: progress,
      faults: options.chaos ? chaosSchedule(options.seed, records.length) : undefined,
      onError: (error) => {
        log.line("local cloud", error.message);
      },
    }),
  );
  let passed: boolean;
  try {
    const deployment = new LocalDeployment({
      environment,
      cloud,
      outputFolder: path.join(DEMO_FOLDER, "cdktf.out"),
      signal,
    });
    await log.stage("synth", () => deployment.synthesise());
    await log.stage("bootstrap", (progress) => deployment.bootstrap(resourceProgress(progress)));
    const clients = lakeClients(cloud.endpoint, environment.region);
    const deployed = log.stage("deploy", (progress) => deployment.deploy(resourceProgress(progress)));
    // The fire is for the events: a gateway that goes away under Terraform proves nothing.
    if (options.chaos) await deployed;
    const [, streamed] = await Promise.all([
      deployed,
      streamEvents({ environment, records, cloud, clients, log, signal }),
    ]);
    const { lake, verdict } = await log.stage("verify", () =>
      verifyLake({ environment, cloud, clients, streamed, sent: records.length, signal }),
    );
    passed = verdict.passed;
    passed = (await secondPlan(deployment, log)) && passed;
    if (options.keep && passed) await onKept({ cloud, deployment });
    passed = (await removeLake(deployment, environment, log)) && passed;
    process.stdout.write(
      summarise({
        environment: environment.name,
        counts: streamed.expected.counts,
        lake,
        verdict,
        stages: log.times,
        bytesSent: records.reduce((sum, { data }) => sum + data.length, 0),
        faults: cloud.faultReport(),
      }),
    );
  } finally {
    const processes = cloud.processIds();
    await log.stage("stop", () => cloud.stop());
    const left = processes.filter(isRunning);
    if (left.length > 0) throw new Error(`Still running after the stop: processes ${left.join(", ")}.`);
  }
  return passed;
}

function environmentNamed(name: string): Environment {
  const environment = environments.find((candidate) => candidate.name === name);
  if (environment === undefined) throw new Error(`There is no environment "${name}".`);
  return environment;
}

function readRecords({ events, count, seed }: DemoOptions): SampleRecord[] {
  if (events !== undefined) return readEventsFile(events);
  return [...generateSampleEvents({ count, seed, now: Date.now(), contracts: loadEventContracts() })];
}

async function secondPlan(deployment: LocalDeployment, log: StageLog): Promise<boolean> {
  const changes = await log.stage("second plan", () => deployment.plannedChanges());
  log.line("second plan", changes === "" ? "empty: what is deployed is what the code says" : `NOT empty:\n${changes}`);
  return changes === "";
}

/** @returns whether the lake was destroyed, or its protection held */
async function removeLake(
  deployment: LocalDeployment,
  { name, removalProtection }: Environment,
  log: StageLog,
): Promise<boolean> {
  const destroyed = await log.stage("destroy", (progress) => deployment.destroy(resourceProgress(progress)));
  if (destroyed !== "refused") {
    log.line("destroy", `${destroyed} resources destroyed`);
    return !removalProtection;
  }
  log.line("destroy", `refused, as environments/${name}.ts says (docs/runbooks/remove-an-environment.md)`);
  return removalProtection;
}

function resourceProgress(progress: (text: string) => void): (state: TerraformProgress) => void {
  return ({ done, total, running, finished }) => {
    progress(`${done} of ${total} resources; ${finished ?? running.at(-1) ?? ""}`);
  };
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch {
    return false;
  }
}
