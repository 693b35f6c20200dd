import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { GetQueueUrlCommand, ReceiveMessageCommand } from "@aws-sdk/client-sqs";
import { startLocalCloud, type LocalCloud } from "@event-lake/local-cloud";
import { Terraform } from "@event-lake/plan-review/terraform";
import { curationContractsJson } from "../../events/curation-contracts";
import { loadEventContracts } from "../../events/event-contracts";
import { deltaExtension } from "../../tools/delta-reader/delta-extension";
import { DeltaLake, type DeltaRow } from "../../tools/delta-reader/delta-lake";
import { downloadPrefix, lakeClients, type LakeClients } from "../../tools/demo/reading/lake-access";
import { poll } from "../../tools/poll";
import { localSpark } from "../../tools/spark/local-spark";
import { DeployedJob } from "./lake/deployed-job";
import { type OwnerStatements, PLACE, synthesiseLake, synthesiseTeam, TEAM } from "./lake/own-resources";
import { Producer, type SentEvent } from "./lake/producer";
import { PROJECT } from "./scratch-project";
import { sparkTest } from "./lake/spark-test";

const MINUTES = 60_000;

let folder: string;
let cloud: LocalCloud;
let clients: LakeClients;
let statements: OwnerStatements;
const job = new DeployedJob(TEAM.job, () => clients.glue);

/** Terraform in a stack of that folder, with the rights of the team's administrator. */
function terraform(stack: "lake" | "team"): Terraform {
  return new Terraform({
    folder: path.join(folder, stack, "stacks", stack),
    environment: cloud.environment,
    cacheFolder: path.join(PROJECT, ".cache", "terraform"),
  });
}

async function apply(stack: "lake" | "team"): Promise<void> {
  await terraform(stack).init();
  await terraform(stack).apply();
}

interface State {
  readonly outputs: { readonly key_arn: { readonly value: string } };
}

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-own-resources-"));
  cloud = await startLocalCloud({
    ...PLACE,
    folder: path.join(folder, "cloud"),
    spark: await localSpark({ s3: true }, () => undefined),
    onJobLog: job.onLog,
  });
  clients = lakeClients(cloud.endpoint, PLACE.region);
  const events = loadEventContracts(path.join(PROJECT, "test", "fixtures", "contracts"));
  const contracts = curationContractsJson(events);
  const lake = (keyArn: string) => synthesiseLake(path.join(folder, "lake"), { keyArn, events, contracts });

  // The team makes its key, is told by the lake what the policies have to say, and says it.
  statements = lake(`arn:aws:kms:${PLACE.region}:${PLACE.accountId}:key/not-made-yet`);
  synthesiseTeam(path.join(folder, "team"), statements);
  await apply("team");
  const state = readFileSync(path.join(folder, "team", "team.tfstate"), "utf8");
  statements = lake((JSON.parse(state) as State).outputs.key_arn.value);
  await apply("lake");
}, 20 * MINUTES);

afterAll(async () => {
  for (const client of Object.values(clients)) client.destroy();
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
}, MINUTES);

const NOW = Math.floor(Date.now() / 1000);

function lesson(id: string): SentEvent {
  return {
    event_uuid: id,
    event_name: "lesson:started",
    created_at: NOW,
    user_uuid: "user-1",
    lesson_id: "les_a1_greetings_01",
    attempt_uuid: `attempt-${id}`,
    learning_language: "ENG",
    display_language: "DEU",
  };
}

async function rowsOf(table: string): Promise<readonly DeltaRow[]> {
  const copied = path.join(folder, "read");
  await downloadPrefix(clients.s3, TEAM.bucket, "lake/", copied);
  const lake = await DeltaLake.open(path.join(copied, "lake"), await deltaExtension(() => undefined));
  try {
    return await lake.query(`FROM lake."${table}"`);
  } finally {
    lake.close();
  }
}

sparkTest(
  "a team's own stream, bucket, key, topic and queue carry events to the Delta tables, with every right enforced",
  async () => {
    const ids = Array.from({ length: 20 }, (_, index) => `lesson-${index}`);
    const producer = new Producer(clients.kinesis, TEAM.stream);
    await producer.send([...ids, "lesson-0", "lesson-1"].map(lesson));
    await producer.deduplicatorReadPast(cloud);
    await cloud.firehose.flush();
    await job.run();

    const rows = await rowsOf("lesson_started_event");
    expect(rows.map((row) => row["event_uuid"]).sort()).toEqual([...ids].sort());
    const { Messages = [] } = await clients.sqs.send(
      new ReceiveMessageCommand({ QueueUrl: await queueUrl(), MaxNumberOfMessages: 10 }),
    );
    expect(Messages).toHaveLength(2);
    expect(cloud.refusedCalls()).toEqual([]);
    expect(cloud.silentRefusals()).toEqual([]);
    expect(await terraform("lake").hasChanges()).toMatchObject({ changes: false });
  },
  15 * MINUTES,
);

async function queueUrl(): Promise<string> {
  const { QueueUrl = "" } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName: TEAM.duplicates }));
  return QueueUrl;
}

test(
  "a key whose owner takes the lake's statements back lets nothing through, and says so",
  async () => {
    synthesiseTeam(path.join(folder, "team"), { ...statements, key: [] });
    await apply("team");

    await new Producer(clients.kinesis, TEAM.stream).send([lesson("lesson-refused")]).catch(() => undefined);

    const refused = await poll(() => Promise.resolve(cloud.refusedCalls().find((call) => call.includes("kms:"))), {
      what: "A call that the key's policy refuses",
      deadlineMilliseconds: 120_000,
    });
    expect(refused).toContain("kms:");
  },
  10 * MINUTES,
);
