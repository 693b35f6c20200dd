import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { startLocalCloud, type LocalCloud } from "@event-lake/local-cloud";
import { environmentNamed } from "../fixtures/environments";
import { LocalDeployment } from "../../tools/local-deployment/local-deployment";
import { entriesToAdd, openObjections, readDrift, readReviewDocument, utcDay } from "@event-lake/plan-review";
import { Producer } from "./lake/producer";
import { runProgram } from "./run-command";
import { ScratchProject } from "./scratch-project";

const MINUTES = 60_000;
const prod = environmentNamed("prod");
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
}, 10 * MINUTES);

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

/** One of the commands, as its npm script runs it in the scratch copy, by the role that deploys. */
async function run(command: "plan" | "apply" | "drift") {
  const env = await deployment.environmentAs("deploy");
  return runProgram(project.folder, "tools/plan/plan-commands.ts", [command, "prod"], { env });
}

function readReview() {
  const file = path.join(project.folder, "plan-review/prod/review.json");
  return readReviewDocument(readFileSync(file, "utf8"), file).review;
}

type Edit = readonly [file: string, text: string, replacement: string];

/** Plans prod with some lines changed, and puts the files back. */
async function planWith(edits: readonly Edit[]) {
  const names = edits.map(([file]) => path.join(project.folder, file));
  const originals = names.map((name) => readFileSync(name, "utf8"));
  for (const edit of edits) project.edit(...edit);
  try {
    const { exitCode, output } = await run("plan");
    const comment = readFileSync(path.join(project.folder, "plan-review/prod/review.md"), "utf8");
    return { exitCode, output, review: readReview(), comment };
  } finally {
    names.forEach((name, index) => {
      writeFileSync(name, originals[index] ?? "");
    });
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
  15 * MINUTES,
);

/** Plan of a change whose findings are looked at one by one. */
let plan: Awaited<ReturnType<typeof planWith>>;
const found = (check: string) => plan.review.findings.filter((finding) => finding.check === check);

// A plan of its own: where Terraform refuses one resource, it does not plan those that depend on it.
test(
  "a construct that is renamed is seen as a stream that is destroyed with a week of events, and the line that keeps it is named",
  async () => {
    plan = await planWith([
      ["modules/event-lake/event-lake.ts", 'new EventStream(this, "events", {', 'new EventStream(this, "stream", {'],
    ]);

    expect(plan).toMatchObject({ exitCode: 3 });
    const renamed = found("construct-renamed").find(({ address }) => address.startsWith("aws_kinesis_stream."));
    expect(renamed).toMatchObject({ severity: "block", topic: "data" });
    expect(renamed?.data?.holds).toMatch(/168 h|7 days/);
    expect(renamed?.remedy).toContain('moveFromId("aws_kinesis_stream.events_');
    expect(plan.comment).toMatch(/^## . Do not apply: \d+ stores would lose data .*in event-lake-prod/mu);
    const restarted = found("restart-position")[0];
    expect(restarted?.data?.recovery).toBe("None: this plan destroys the old stream.");
    await expectRefusedApply();
  },
  10 * MINUTES,
);

describe("one change that takes dynamic partitioning and a column away, and gives a reader every table", () => {
  beforeAll(async () => {
    plan = await planWith([
      [
        "modules/delivery/delivery-stream.ts",
        "dynamicPartitioningConfiguration: kind.partitionKeys && { enabled: true, retryDuration: 300 },",
        "",
      ],
      [
        "modules/catalogue/raw-table.ts",
        "columns: props.columns.map(",
        'columns: props.columns.filter(({ name }) => name !== "event_subtype").map(',
      ],
      ["environments/prod.ts", 'events: ["payment:order:completed"]', 'events: "all"'],
    ]);
  }, 10 * MINUTES);

  test("is seen as a delivery stream that is replaced with what it buffers", () => {
    expect(plan).toMatchObject({ exitCode: 3 });
    const [replaced] = found("delivery-replaced");
    expect(replaced).toMatchObject({ severity: "block", topic: "data" });
    expect(replaced?.data?.holds).toContain("15 minutes");
  });

  test("is seen in every table that loses the column", () => {
    const dropped = found("event-schema-changed");
    expect(dropped.map(({ address }) => address)).toContainEqual(expect.stringContaining("lesson_started"));
    expect(
      dropped.every(({ summary, evidence }) => JSON.stringify([summary, evidence]).includes("event_subtype")),
    ).toBe(true);
  });

  test("is seen as access that widens, by the reader's name", () => {
    const widened = found("grant-widened");
    expect(widened).not.toEqual([]);
    expect(JSON.stringify(widened)).toContain("role/finance-reporting");
    expect(plan.comment).toContain("finance-reporting");
  });

  test("is not applied", expectRefusedApply, 3 * MINUTES);
});

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

    const [entry = "{}"] = entriesToAdd(readReview());
    const said = { reason: "Every consumer is done.", expires: utcDay(), by: "dana" };
    const entries = [{ ...(JSON.parse(entry) as object), ...said }];
    writeFileSync(path.join(project.folder, "plan-acknowledgements.json"), JSON.stringify(entries));

    expect(await run("plan")).toMatchObject({ exitCode: 2 });
    expect(await run("apply")).toMatchObject({ exitCode: 0 });
  },
  10 * MINUTES,
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
  5 * MINUTES,
);

// The last test: it destroys what the others look at.
test(
  "prod refuses to be destroyed until its protection is lifted in its file and applied, as the runbook says, in both modes",
  async () => {
    expect(await deployment.destroy()).toBe("refused");

    project.edit("environments/prod.ts", "removalProtection: true", "removalProtection: false");
    await deployment.synthesise();
    // The role that deploys may delete data only where nothing protects it: the account stack says so, and is a person's.
    await deployment.bootstrap();
    expect(await deployment.deploy()).toBeGreaterThan(0);

    project.edit("environments/prod.ts", 'name: "prod",', 'name: "prod",\n  processing: "in-lake",');
    await deployment.synthesise();
    await deployment.deploy();
    expect(await deployment.terraform(deployment.lakeStack).hasChanges()).toMatchObject({ changes: false });

    expect(await deployment.destroy()).toBeGreaterThan(50);
  },
  20 * MINUTES,
);

async function queueUrl(): Promise<string> {
  const outputs = await deployment.terraform(deployment.lakeStack).outputs();
  const url = Object.values(outputs).find((value) => /^https?:.*quarantine/u.test(value));
  if (url === undefined) throw new Error(`No output is the quarantine queue's URL: ${JSON.stringify(outputs)}`);
  return url;
}
