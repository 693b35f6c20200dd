import { setTimeout as wait } from "node:timers/promises";
import { ListEventSourceMappingsCommand, UpdateEventSourceMappingCommand } from "@aws-sdk/client-lambda";
import { poll } from "../../tools/poll";
import { LakeUnderTest } from "./lake/lake-under-test";
import { Producer } from "./lake/producer";
import { sparkTest } from "./lake/spark-test";

const MINUTES = 60_000;
const DEV = "environments/dev.ts";

let lake: LakeUnderTest;
/** Ends what a failed test would leave running: it would send to a cloud that is gone, in the middle of another file. */
let endSending: () => Promise<readonly string[]> = () => Promise.resolve([]);

beforeAll(async () => {
  lake = await LakeUnderTest.start("switch");
}, 10 * MINUTES);

afterAll(async () => {
  await endSending();
  await lake.stop();
}, MINUTES);

/** Sends three events every 300 ms, and knows nothing of the switch. @returns ends it, with the ids of what was sent */
function keepSending(producer: Producer): () => Promise<readonly string[]> {
  const end = new AbortController();
  const run = async () => {
    while (!end.signal.aborted) {
      const events = [0, 1, 2].map((index) => ({
        event_uuid: `event-${producer.sent.length + index}`,
        event_name: "heartbeat",
        created_at: Math.floor(Date.now() / 1000),
      }));
      await producer.send(events);
      await wait(300);
    }
  };
  const ended = run();
  return async () => {
    end.abort();
    await ended;
    return producer.sent;
  };
}

/** Plans the lake's stack; nothing here touches the account's. */
const plan = () => lake.deployment.terraform(lake.deployment.lakeStack).hasChanges();

/** Types of what the plan destroys or replaces, each once. */
async function destroyed(): Promise<string[]> {
  const { text } = await plan();
  const types = [...text.matchAll(/# (\w+)\.\S+ (?:will be destroyed|must be replaced)/g)].map(
    ([, type]) => type ?? "",
  );
  return [...new Set(types)].sort();
}

async function deploy(): Promise<void> {
  await lake.deployment.deploy();
  expect(await plan()).toMatchObject({ changes: false });
}

async function disableMapping(): Promise<void> {
  const { lambda } = lake.clients;
  const mappings = async () => (await lambda.send(new ListEventSourceMappingsCommand({}))).EventSourceMappings ?? [];
  for (const { UUID } of await mappings()) {
    await lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled: false }));
  }
  // What its last invocation delivers comes after the call.
  await poll(async () => ((await mappings()).every(({ State }) => State === "Disabled") ? true : undefined), {
    what: "The end of the disabled mapping's last invocation",
    deadlineMilliseconds: 2 * MINUTES,
  });
}

/** Ends the wait for the buffers of the delivery streams. */
async function bufferIntervalsPass(): Promise<void> {
  await lake.cloud.kinesisSources.readToEnd();
  await lake.cloud.firehose.flush();
}

/** Curates what is left of one way, as the runbook says. @returns the number of files that were new */
async function curateWhatIsLeft(input: "raw-parquet" | "landing-json", folder: "raw" | "landing"): Promise<number> {
  const report = await lake.job.run({
    "--input": input,
    "--raw": lake.url(folder),
  });
  return Number(report["files"]);
}

sparkTest(
  "events that are sent all the time are each stored once while the runbook is followed there and back",
  async () => {
    await deploy();
    const producer = new Producer(lake.clients.kinesis, lake.names.stream);
    endSending = keepSending(producer);

    await lake.edit(DEV, 'name: "dev",', 'name: "dev",\n  processing: "in-lake",');
    // At once, it would destroy the index with its ids, the queues with their messages and what the delivery stream buffers.
    expect(await destroyed()).toEqual(
      expect.arrayContaining([
        "aws_dynamodb_table",
        "aws_kinesis_firehose_delivery_stream",
        "aws_lambda_event_source_mapping",
        "aws_lambda_function",
        "aws_s3_bucket",
        "aws_sqs_queue",
      ]),
    );

    await lake.edit(DEV, 'processing: "in-lake",', 'processing: "in-lake",\n  switchingFrom: "in-flight",');
    expect(await destroyed()).toEqual([]);
    await deploy();
    await producer.deduplicatorReadPast(lake.cloud);
    await disableMapping();
    await bufferIntervalsPass();
    expect(await curateWhatIsLeft("raw-parquet", "raw")).toBeGreaterThan(0);
    expect(await curateWhatIsLeft("raw-parquet", "raw")).toBe(0);
    await lake.edit(DEV, '  switchingFrom: "in-flight",\n', "");
    expect(await destroyed()).not.toContain("aws_glue_catalog_table");
    await deploy();

    await lake.edit(DEV, 'processing: "in-lake",', 'processing: "in-flight",\n  switchingFrom: "in-lake",');
    expect(await destroyed()).toEqual([]);
    await deploy();
    await producer.deduplicatorReadPast(lake.cloud);
    await bufferIntervalsPass();
    expect(await curateWhatIsLeft("landing-json", "landing")).toBeGreaterThan(0);
    await lake.edit(DEV, '  switchingFrom: "in-lake",\n', "");
    expect(await destroyed()).toEqual([
      "aws_cloudwatch_log_group",
      "aws_cloudwatch_log_stream",
      "aws_cloudwatch_metric_alarm",
      "aws_iam_role",
      "aws_iam_role_policy",
      "aws_kinesis_firehose_delivery_stream",
    ]);
    await deploy();

    const sent = await endSending();
    await producer.deduplicatorReadPast(lake.cloud);
    await bufferIntervalsPass();
    await lake.job.run();
    const tables = await lake.tables();
    expect((tables.get("heartbeat_event") ?? []).map((row) => row["event_uuid"]).sort()).toEqual([...sent].sort());
    expect([...tables.keys()]).toEqual(["heartbeat_event"]);
    expect(await lake.deployment.destroy()).toBeGreaterThan(60);
  },
  40 * MINUTES,
);
