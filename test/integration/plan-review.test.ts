import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { environments } from "../../environments";
import { startLocalCloud, type LocalCloud } from "../../packages/local-cloud/src/local-cloud";
import { LocalDeployment } from "../../tools/local-deployment/local-deployment";
import { readDrift } from "../../packages/plan-review/src/drift/drift";
import { readReviewDocument } from "../../packages/plan-review/src/document/review-document";
import { utcDay } from "../../packages/plan-review/src/plan-command/acknowledgement-file";
import { openObjections } from "../../packages/plan-review/src/verdict-text";
import { Producer } from "./lake/producer";
import { runProgram } from "./run-command";
import { ScratchProject } from "./scratch-project";

const MINUTES = 60_000;
const prod = environments.find(({ name }) => name === "prod");
if (prod === undefined) throw new Error("environments/index.ts has no prod.");
const { region } = prod;

let project: ScratchProject;
let cloud: LocalCloud;
let deployment: LocalDeployment;

beforeAll(async () => {
  project = new ScratchProject("plan-review");
  cloud = await startLocalCloud({ ...prod, folder: path.join(project.folder, "cloud") });
  deployment = new LocalDeployment({
    environment: prod,
    cloud,
    outputFolder: path.join(project.folder, "cdktf.out"),
    project: project.folder,
  });
  // The override that it lays beside the stacks stays there when the commands synthesise again.
  await deployment.synthesise();
  await deployment.bootstrap();
}, 4 * MINUTES);

afterAll(async () => {
  await cloud.stop();
  project.remove();
}, MINUTES);

async function sendEvents(): Promise<void> {
  const kinesis = new KinesisClient({
    endpoint: cloud.endpoint,
    region,
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
  });
  const producer = new Producer(kinesis, "event-lake-prod-events");
  const created_at = Math.floor(Date.now() / 1000);
  await producer.send(
    Array.from({ length: 100 }, (_, index) => ({
      event_uuid: `event-${index}`,
      event_name: "lesson:started",
      created_at,
    })),
  );
  await producer.deduplicatorReadPast(cloud);
  kinesis.destroy();
}

/** One of the commands, as its npm script runs it in the scratch copy. */
function run(command: "plan" | "apply" | "drift") {
  return runProgram(project.folder, `tools/plan/${command}-main.ts`, ["prod"], { env: cloud.environment });
}

function readReview() {
  const file = path.join(project.folder, "plan-review/prod/review.json");
  return readReviewDocument(readFileSync(file, "utf8"), file).review;
}

/** Plans prod with one file changed, and puts the file back. */
async function planWith(file: string, text: string, replacement: string) {
  const name = path.join(project.folder, file);
  const original = readFileSync(name, "utf8");
  project.edit(file, text, replacement);
  try {
    const { exitCode, output } = await run("plan");
    const comment = readFileSync(path.join(project.folder, "plan-review/prod/review.md"), "utf8");
    return { exitCode, output, review: readReview(), comment };
  } finally {
    writeFileSync(name, original);
  }
}

/** Applies what was planned last, unacknowledged. */
async function expectRefusedApply(): Promise<void> {
  const refused = await run("apply");
  expect(refused).toMatchObject({ exitCode: 1 });
  expect(refused.output).toContain("Nothing was applied");
}

test(
  "prod is planned, applied as planned, and then there is nothing to change and nothing drifted",
  async () => {
    const first = await run("plan");
    expect(first).toMatchObject({ exitCode: 2 });
    expect(first.output).toContain("in event-lake-prod");
    expect(readReview().changes.every(({ constructPath }) => constructPath?.startsWith("event-lake-prod/"))).toBe(true);

    expect(await run("apply")).toMatchObject({ exitCode: 0 });
    expect(await run("plan")).toMatchObject({ exitCode: 0 });
    expect(await run("drift")).toMatchObject({ exitCode: 0 });
    await sendEvents();
  },
  6 * MINUTES,
);

test(
  "a construct that is renamed is seen as a stream that goes with a week of events, and the line that keeps it is named",
  async () => {
    const { exitCode, output, review, comment } = await planWith(
      "modules/event-lake/event-lake.ts",
      'new EventStream(this, "events", {',
      'new EventStream(this, "stream", {',
    );

    expect({ exitCode, output }).toMatchObject({ exitCode: 3 });
    const renamed = review.findings.find(
      ({ check, address }) => check === "construct-renamed" && address.startsWith("aws_kinesis_stream."),
    );
    expect(renamed).toMatchObject({ severity: "block", topic: "data" });
    expect(renamed?.data?.holds).toMatch(/168 h|7 days/);
    expect(renamed?.remedy).toContain('moveFromId("aws_kinesis_stream.events_');
    expect(comment).toMatch(/^## . Do not apply: \d stores would lose data .*in event-lake-prod$/mu);
    const restarted = review.findings.find(({ check }) => check === "restart-position");
    expect(restarted?.data?.recovery).toBe("None: this plan destroys the old stream.");
    await expectRefusedApply();
  },
  4 * MINUTES,
);

test(
  "dynamic partitioning that is taken away is seen as a delivery stream that goes with what it buffers",
  async () => {
    const { exitCode, output, review } = await planWith(
      "modules/delivery/delivery-stream.ts",
      "dynamicPartitioningConfiguration: { enabled: true, retryDuration: 300 },",
      "",
    );

    expect({ exitCode, output }).toMatchObject({ exitCode: 3 });
    const replaced = review.findings.find(({ check }) => check === "delivery-replaced");
    expect(replaced).toMatchObject({ severity: "block", topic: "data" });
    expect(replaced?.data?.holds).toContain("15 minutes");
    await expectRefusedApply();
  },
  4 * MINUTES,
);

test(
  "a column that is dropped is seen in every table that loses it",
  async () => {
    const { exitCode, output, review } = await planWith(
      "modules/catalogue/raw-table.ts",
      "columns: props.columns.map(",
      'columns: props.columns.filter(({ name }) => name !== "event_subtype").map(',
    );

    expect({ exitCode, output }).toMatchObject({ exitCode: 3 });
    const dropped = review.findings.filter(({ check }) => check === "event-schema-changed");
    expect(dropped.map(({ address }) => address)).toContainEqual(expect.stringContaining("lesson_started"));
    expect(
      dropped.every(({ summary, evidence }) => JSON.stringify([summary, evidence]).includes("event_subtype")),
    ).toBe(true);
    await expectRefusedApply();
  },
  4 * MINUTES,
);

test(
  "a reader who is given every table is seen as access that widens, by the reader's name",
  async () => {
    const { exitCode, output, review, comment } = await planWith(
      "environments/prod.ts",
      'events: ["payment:order:completed"]',
      'events: "all"',
    );

    expect({ exitCode, output }).toMatchObject({ exitCode: 3 });
    const widened = review.findings.filter(({ check }) => check === "grant-widened");
    expect(widened).not.toEqual([]);
    expect(JSON.stringify(widened)).toContain("role/finance-reporting");
    expect(comment).toContain("finance-reporting");
    await expectRefusedApply();
  },
  4 * MINUTES,
);

test(
  "a retention that is cut is seen as six days of events that go, and is applied once a person has accepted it",
  async () => {
    project.edit("environments/prod.ts", "retentionHours: 168", "retentionHours: 24");
    expect(await run("plan")).toMatchObject({ exitCode: 3 });
    const [lowered, ...others] = openObjections(readReview());
    expect(lowered).toMatchObject({
      check: "retention-lowered",
      data: { holds: "records, 168 hours", lost: "records older than 24 hours" },
    });
    expect(others).toEqual([]);
    await expectRefusedApply();

    const { check, address } = lowered ?? { check: "none", address: "none" };
    const by = { reason: "Every consumer is done.", expires: utcDay(), by: "dana" };
    const entries = [{ stack: "event-lake-prod", check, address, ...by }];
    writeFileSync(path.join(project.folder, "plan-acknowledgements.json"), JSON.stringify(entries));

    expect(await run("plan")).toMatchObject({ exitCode: 2 });
    expect(await run("apply")).toMatchObject({ exitCode: 0 });
  },
  4 * MINUTES,
);

test(
  "what somebody changed beside Terraform is told by its attribute",
  async () => {
    const sqs = new SQSClient({
      endpoint: cloud.endpoint,
      region,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    await sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: await queueUrl(), Attributes: { MessageRetentionPeriod: "3600" } }),
    );

    expect(await run("drift")).toMatchObject({ exitCode: 2 });

    const file = path.join(project.folder, "plan-review/prod/drift.json");
    const { resources } = readDrift(readFileSync(file, "utf8"), file);
    expect(resources.flatMap(({ attributes }) => attributes)).toContainEqual(
      expect.objectContaining({ attribute: "message_retention_seconds", after: "3600" }),
    );
  },
  2 * MINUTES,
);

async function queueUrl(): Promise<string> {
  const outputs = await deployment.terraform(deployment.lakeStack).outputs();
  const url = Object.values(outputs).find((value) => /^https?:.*quarantine/u.test(value));
  if (url === undefined) throw new Error(`No output is the quarantine queue's URL: ${JSON.stringify(outputs)}`);
  return url;
}
