import path from "node:path";
import { environments } from "../../environments";
import type { Environment } from "../../environments/schema";
import { loadEventContracts } from "../../events/event-contracts";
import { LAKE_PREFIXES } from "../../modules/lake-storage";
import { startLocalCloud, type LocalCloud } from "../../local-cloud/local-cloud";
import { ResourceNames } from "../../modules/naming";
import { LocalDeployment } from "../local-deployment/local-deployment";
import type { TerraformProgress } from "../terraform/terraform-progress";
import { checkCataloguePartitions, runCrawler } from "./catalogue-partitions";
import { DEMO_FOLDER } from "./demo-folder";
import type { DemoOptions } from "./demo-options";
import { sendEvents } from "./event-sender";
import { readEventsFile } from "./events-file";
import { expectLake, type ExpectedLake } from "./expected-lake";
import { lakeClients, type LakeClients } from "./lake-clients";
import { downloadPrefix } from "./lake-download";
import { readLake, type Lake } from "./lake-reader";
import { waitForOpenPath } from "./open-path";
import { poll } from "./poll";
import { drainQueue } from "./queue-reader";
import { generateSampleEvents, type SampleRecord } from "./sample-events";
import type { StageLog } from "./stage-log";
import { summarise } from "./summary";
import { judge, type Verdict } from "./verdict";

const DRAIN_DEADLINE_MILLISECONDS = 300_000;

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
    const [, expected] = await Promise.all([
      log.stage("deploy", (progress) => deployment.deploy(resourceProgress(progress))),
      streamEvents({ environment, records, cloud, clients, log, signal }),
    ]);
    const { lake, verdict } = await log.stage("verify", () =>
      verify({ environment, cloud, clients, expected, signal }),
    );
    passed = verdict.passed;
    passed = (await secondPlan(deployment, log)) && passed;
    if (options.keep && passed) await onKept({ cloud, deployment });
    passed = (await removeLake(deployment, environment, log)) && passed;
    process.stdout.write(
      summarise({
        environment: environment.name,
        counts: expected.counts,
        lake,
        verdict,
        stages: log.times,
        bytesSent: records.reduce((sum, { data }) => sum + data.length, 0),
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

function namesOf({ namePrefix, name, accountId, region }: Environment) {
  const names = new ResourceNames({ prefix: namePrefix, environment: name, accountId, region });
  return {
    stream: names.of("events"),
    function: names.of("deduplicator"),
    deliveryStream: names.of("delivery"),
    duplicatesQueue: names.of("duplicates"),
    quarantineQueue: names.of("quarantine"),
    crawler: names.of("raw-partitions"),
    rawDatabase: names.database("raw-data"),
    lakeBucket: names.bucket("lake"),
  };
}

interface Streaming {
  readonly environment: Environment;
  readonly records: readonly SampleRecord[];
  readonly cloud: LocalCloud;
  readonly clients: LakeClients;
  readonly log: StageLog;
  readonly signal: AbortSignal;
}

/** Sends the events as soon as they can flow, and waits until none is on its way any more. */
async function streamEvents({ environment, records, cloud, clients, log, signal }: Streaming): Promise<ExpectedLake> {
  const names = namesOf(environment);
  await waitForOpenPath(clients, names, signal);
  const sentAt = Date.now();
  await log.stage("send", (progress) =>
    sendEvents(clients.kinesis, names.stream, records, (sent) => {
      progress(`${sent} of ${records.length} events`);
    }),
  );
  const sentUntil = Date.now();
  await log.stage("drain", async (progress) => {
    await poll(
      () => {
        const finished = cloud.poller.statistics().reduce((sum, shard) => sum + shard.recordsFinished, 0);
        progress(`${finished} of ${records.length} records processed`);
        return Promise.resolve(finished >= records.length ? true : undefined);
      },
      { what: `${records.length} processed records`, deadlineMilliseconds: DRAIN_DEADLINE_MILLISECONDS, signal },
    );
    progress(`the delivery stream's buffers, without their ${environment.delivery.bufferSeconds} s`);
    await cloud.firehose.flush();
  });
  return expectLake({
    records,
    sentAt,
    sentUntil,
    windowSeconds: environment.deduplication.windowDays * 86_400,
    contracts: loadEventContracts(),
  });
}

interface Verification {
  readonly environment: Environment;
  readonly cloud: LocalCloud;
  readonly clients: LakeClients;
  readonly expected: ExpectedLake;
  readonly signal: AbortSignal;
}

/** Reads everything back with readers that share no code with the path, and compares it with what was sent. */
async function verify({
  environment,
  cloud,
  clients,
  expected,
  signal,
}: Verification): Promise<{ lake: Lake; verdict: Verdict }> {
  const names = namesOf(environment);
  await runCrawler(clients.glue, names.crawler, signal);
  const folder = path.join(DEMO_FOLDER, "lake");
  const [, errors, duplicatesMessages, quarantineMessages] = await Promise.all([
    downloadPrefix(clients.s3, names.lakeBucket, LAKE_PREFIXES.raw, folder),
    downloadPrefix(clients.s3, names.lakeBucket, LAKE_PREFIXES.errors, folder),
    drainQueue(clients.sqs, clients.s3, names.duplicatesQueue),
    drainQueue(clients.sqs, clients.s3, names.quarantineQueue),
  ]);
  const lake = await readLake(folder);
  const judged = await judge({ expected, lakeRows: lake.readRows(), duplicatesMessages, quarantineMessages });
  const checks = [
    ...judged.checks,
    await checkCataloguePartitions(clients.glue, names.rawDatabase, lake.partitions),
    {
      name: "the delivery stream had no errors",
      passed: errors.length === 0,
      detail: errors.length === 0 ? "Nothing under errors/." : `Under errors/: ${errors.slice(0, 3).join(", ")}.`,
    },
    {
      name: "nothing tried to leave this machine",
      passed: cloud.refusedHosts.length === 0,
      detail: cloud.refusedHosts.length === 0 ? "" : `Refused: ${[...new Set(cloud.refusedHosts)].join(", ")}.`,
    },
  ];
  return { lake, verdict: { passed: checks.every((check) => check.passed), checks } };
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
