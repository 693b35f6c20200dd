import path from "node:path";
import { environmentNamed } from "../../environments/environment-named";
import type { Environment } from "../../environments/schema";
import { type LocalCloud, startLocalCloud } from "@event-lake/local-cloud";
import { appInMode, environmentsInMode } from "../local-deployment/environment-in-mode";
import { LocalDeployment } from "../local-deployment/local-deployment";
import type { TerraformProgress } from "@event-lake/plan-review/terraform";
import { chaosSchedule } from "./streaming/faults";
import { checkCurationTools, CurationLog, installCurationTools } from "./curation";
import { demoEvents } from "./sample/demo-events";
import { DEMO_FOLDER, isAlive } from "./demo-folder";
import type { DemoOptions } from "./demo-options";
import { checkLocalTrino, localTrino } from "../trino/local-trino";
import { lakeClients } from "./reading/lake-access";
import { proveLake } from "./verdict/prove-lake";
import { keepRights } from "./verdict/rights-in-use";
import type { StageLog } from "../stage-log";
import { streamEvents } from "./streaming/stream-events";
import { summarise } from "./verdict/summary";

export interface DemoContext {
  readonly options: DemoOptions;
  readonly log: StageLog;
  /** Aborts when the person has seen enough. */
  readonly signal: AbortSignal;
  /** Called with the running cloud when everything is proved and `--keep` was given; the demo goes on when it resolves. */
  readonly onKept: (kept: KeptLake) => Promise<void>;
}

export interface KeptLake {
  readonly cloud: LocalCloud;
  readonly deployment: LocalDeployment;
  readonly environment: Environment;
}

/** @returns whether everything was proved */
export async function runDemo({ options, log, signal, onKept }: DemoContext): Promise<boolean> {
  const environment = environmentOf(options);
  if (!options.skipCuration) checkCurationTools();
  if (options.athena) checkLocalTrino();
  const { records, sample } = demoEvents(options, Date.now());
  const tools = options.skipCuration ? undefined : installCurationTools(log);
  const jobLog = new CurationLog(path.join(DEMO_FOLDER, "curation.log"));
  const cloud = await log.stage("local cloud", (progress) =>
    startLocalCloud({
      accountId: environment.accountId,
      region: environment.region,
      directPutMebibytes: environment.delivery.directPutMebibytes,
      folder: path.join(DEMO_FOLDER, "cloud"),
      onProgress: progress,
      spark: tools?.spark,
      trino: () =>
        localTrino((message) => {
          log.line("trino", message);
        }),
      onJobLog: (_, line) => {
        jobLog.add(line);
      },
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
      program: options.mode && appInMode(options.env, options.mode),
      signal,
    });
    await log.stage("synth", () => deployment.synthesise());
    await log.stage("bootstrap", (progress) => deployment.bootstrap(resourceProgress(progress)));
    const clients = lakeClients(cloud.endpoint, environment.region);
    const begun = new Date();
    const deployed = log.stage("deploy", (progress) => deployment.deploy(resourceProgress(progress)));
    // Faults are for the events: a gateway that restarts while Terraform deploys proves nothing.
    if (options.chaos) await deployed;
    const [, streamed] = await Promise.all([
      deployed,
      streamEvents({ environment, records, cloud, clients, log, signal }),
      ...(tools ? [tools.spark, tools.extension] : []),
    ]);
    const { planIsEmpty, ...proof } = await proveLake({
      ...{ environment, cloud, clients, streamed, records, begun, sample, log, signal },
      curation: tools && { jobLog, extension: tools.extension, athena: options.athena },
      secondPlan: () => secondPlan(deployment, log),
    });
    passed = proof.verdict.passed && planIsEmpty;
    const rights = cloud.rightsInUse();
    if (options.keep && passed) await onKept({ cloud, deployment, environment });
    passed = (await removeLake(deployment, environment, log)) && passed;
    // A lake's roles are destroyed with it; the roles of the workflows stay, and destroying needs rights, too.
    const left = cloud.rightsInUse();
    const isLeft = new Set(left.map(({ role }) => role));
    keepRights(environment.processing, [...rights.filter(({ role }) => !isLeft.has(role)), ...left]);
    process.stdout.write(
      summarise({
        ...proof,
        environment,
        counts: streamed.expected.counts,
        sample,
        stages: log.times,
        records: records.length,
        bytesSent: records.reduce((sum, { data }) => sum + data.length, 0),
        throttled: cloud.throttled(),
        faults: cloud.faultReport(),
      }),
    );
  } finally {
    const processes = cloud.processIds();
    await log.stage("stop", () => cloud.stop());
    const left = processes.filter(isAlive);
    if (left.length > 0) throw new Error(`Still running after the stop: processes ${left.join(", ")}.`);
  }
  return passed;
}

function environmentOf({ env, mode }: DemoOptions): Environment {
  const inMode = mode && environmentsInMode(env, mode).find(({ name }) => name === env);
  return inMode ?? environmentNamed(env);
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
