import { CreateTableCommand, DeleteTableCommand, GetTableCommand } from "@aws-sdk/client-glue";
import { GrantPermissionsCommand, LakeFormationClient } from "@aws-sdk/client-lakeformation";
import { ListEventSourceMappingsCommand } from "@aws-sdk/client-lambda";
import { DeleteObjectsCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { DELIVERY_SCHEMA_TABLE } from "../../modules/catalogue/contracted-event";
import { policyDocument } from "../../modules/iam";
import { runCrawler } from "../../tools/glue-runs";
import { queryCall } from "../../tools/local-deployment/query-call";
import { makeAndTakeRole, type TakenRole } from "../../tools/local-deployment/taken-role";
import { operatorRights } from "../../tools/operator-rights";
import { poll } from "../../tools/poll";
import { localTrino } from "../../tools/trino/local-trino";
import { environmentNamed } from "../fixtures/environments";
import { LakeUnderTest } from "./lake/lake-under-test";
import { Producer, type SentEvent } from "./lake/producer";
import { sparkTest } from "./lake/spark-test";
import { missingTrino } from "./missing-trino";
import { runProgram } from "./run-command";

const MINUTES = 60_000;
const NOW = Math.floor(Date.now() / 1000);
const dev = environmentNamed("dev");
const OPERATOR = `arn:aws:iam::${dev.accountId}:role/operator`;

const missing = missingTrino();
if (missing !== undefined) process.stderr.write(`Skipped, npm run redrive --from quarantine: ${missing}\n`);

let lake: LakeUnderTest;
/** Keys of a role that has what docs/operate.md asks for. */
let operator: TakenRole;
let producer: Producer;

beforeAll(async () => {
  lake = await LakeUnderTest.start("operate", { trino: () => localTrino(() => undefined) });
  await lake.edit("modules/deduplicator/deduplicator.ts", "maximumRetries = 300", "maximumRetries = 1");
  await lake.edit(
    "environments/dev.ts",
    "readers: [",
    `readers: [{ principal: "${OPERATOR}", events: "all", personal: true }, `,
  );
  await lake.deployment.deploy();
  operator = await makeAndTakeRole({
    endpoint: lake.cloud.endpoint,
    region: dev.region,
    roleArn: OPERATOR,
    statements: operatorRights(dev),
  });
  producer = new Producer(lake.clients.kinesis, lake.names.stream);
}, 20 * MINUTES);

afterAll(async () => {
  await lake.stop();
}, MINUTES);

/** A program as the operator runs it, with the rights of its policy and no more. */
const asOperator = (program: string, args: readonly string[], onOutput?: Parameters<typeof runProgram>[3]) =>
  runProgram(lake.project.folder, `tools/${program}/main.ts`, args, {
    ...onOutput,
    env: {
      ...lake.cloud.environment,
      AWS_ACCESS_KEY_ID: operator.accessKeyId,
      AWS_SECRET_ACCESS_KEY: operator.secretAccessKey,
      AWS_SESSION_TOKEN: operator.sessionToken,
    },
  });

const redrive = (from: string, ...more: string[]) => asOperator("redrive", ["dev", "--from", from, ...more]);

/** What a redrive counted. @throws Error with what it printed when it counted nothing */
function counts(output: string): Readonly<Record<string, number>> {
  const lines = [...output.matchAll(/^(in|done|left) +(\d+)/gm)];
  if (lines.length === 0) throw new Error(output);
  return Object.fromEntries(lines.map(([, name = "", count]) => [name, Number(count)]));
}

/** Kills a redrive (SIGKILL) as soon as the first batch is brought back. */
async function redriveKilledHalfWay() {
  const all = (await failedBatches()).length;
  let watching: Promise<unknown> | undefined;
  const result = await asOperator("redrive", ["dev", "--from", "failures"], {
    onOutput: (_, kill) => {
      watching ??= poll(async () => ((await failedBatches()).length < all ? true : undefined), {
        what: "The first batch that is brought back",
        deadlineMilliseconds: MINUTES,
        intervalMilliseconds: 1,
      }).then(() => {
        kill("SIGKILL");
      });
    },
  });
  await watching;
  return result;
}

function lessons(prefix: string, count: number, fields: Readonly<Record<string, unknown>> = {}): SentEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    event_uuid: `${prefix}-${index}`,
    event_name: "lesson:started",
    created_at: NOW,
    user_uuid: "somebody",
    lesson_id: "les_a1_greetings_01",
    attempt_uuid: `attempt-${index}`,
    learning_language: "ENG",
    display_language: "DEU",
    ...fields,
  }));
}

const ids = (events: readonly SentEvent[]) => events.map((event) => event.event_uuid);

async function deliver(events: readonly SentEvent[]): Promise<void> {
  await producer.send(events);
  await producer.deduplicatorReadPast(lake.cloud);
  await lake.cloud.firehose.flush();
}

async function keys(bucket: string, prefix: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2(
    { client: lake.clients.s3 },
    { Bucket: bucket, Prefix: prefix },
  )) {
    found.push(...Contents.map(({ Key = "" }) => Key));
  }
  return found;
}

const failedBatches = () => keys(lake.names.failuresBucket, "aws/lambda/");

/** Ids of a table, sorted: each as often as it is stored. */
async function stored(table: string): Promise<readonly unknown[]> {
  return ((await lake.tables()).get(table) ?? []).map((row) => row["event_uuid"]).sort();
}

async function mappingState(): Promise<string | undefined> {
  const { EventSourceMappings: [mapping] = [] } = await lake.clients.lambda.send(
    new ListEventSourceMappingsCommand({ FunctionName: lake.names.function }),
  );
  return mapping?.State;
}

/** The function may not deliver while this lasts: what it claimed stays claimed. */
async function withoutDelivery(work: () => Promise<void>): Promise<void> {
  const role = (parameters: Readonly<Record<string, string>>) =>
    queryCall(
      lake.cloud.endpoint,
      { region: dev.region, service: "iam" },
      { RoleName: lake.names.function, PolicyName: "fault", ...parameters },
    );
  const denied = [{ effect: "Deny" as const, actions: ["firehose:PutRecordBatch"], resources: ["*"] }];
  await role({ Action: "PutRolePolicy", PolicyDocument: policyDocument(denied) });
  try {
    await work();
  } finally {
    await role({ Action: "DeleteRolePolicy" });
  }
}

/** Firehose cannot convert while this lasts: the table of its schema is gone, and with it the grant on it. */
async function withoutSchema(work: () => Promise<void>): Promise<void> {
  const { cloud, clients, names } = lake;
  const place = { DatabaseName: names.rawDatabase, Name: DELIVERY_SCHEMA_TABLE };
  const { Table } = await clients.glue.send(new GetTableCommand(place));
  await clients.glue.send(new DeleteTableCommand(place));
  try {
    await work();
  } finally {
    const { Name, Description, TableType, Parameters, StorageDescriptor } = Table ?? {};
    const TableInput = { Name, Description, TableType, Parameters, StorageDescriptor };
    await clients.glue.send(new CreateTableCommand({ DatabaseName: names.rawDatabase, TableInput }));
    const lakeFormation = new LakeFormationClient({
      endpoint: cloud.endpoint,
      region: dev.region,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    await lakeFormation.send(
      new GrantPermissionsCommand({
        Principal: { DataLakePrincipalIdentifier: `arn:aws:iam::${dev.accountId}:role/${names.deliveryStream}` },
        Resource: { Table: place },
        Permissions: ["DESCRIBE"],
      }),
    );
    lakeFormation.destroy();
  }
}

sparkTest(
  "an operator, with the rights of the policy and no more, sees what is wrong, pauses and resumes, and brings everything back that was set aside, once",
  async () => {
    const healthy = await asOperator("status", ["dev"]);
    expect(healthy.output).toMatch(/\nHealthy\.\n$/);
    expect(healthy.exitCode).toBe(0);

    const paused = await asOperator("pause", ["pause", "dev"]);
    expect(paused.output).toContain("Safe for 24 hours from the oldest record that is not read");
    expect(await mappingState()).toBe("Disabled");
    const again = await asOperator("pause", ["pause", "dev"]);
    expect(again.output.match(/paused already/g)).toHaveLength(3);
    const off = await asOperator("status", ["dev"]);
    expect(off.output).toContain(`event source mapping of ${lake.names.function} is off: npm run resume -- dev`);
    expect(off.exitCode).toBe(1);

    const given = lessons("given-up", 40);
    await producer.send(given);
    await withoutDelivery(async () => {
      const resumed = await asOperator("pause", ["resume", "dev"]);
      expect(resumed.output).toContain("dev consumes again.");
      await producer.deduplicatorReadPast(lake.cloud);
      const refused = await redrive("failures");
      expect(refused.output).toMatch(/delivery: AccessDeniedException: .*firehose:PutRecordBatch/);
      expect(refused.output).toContain("Stopped after 3 records in a row that failed: the cause is not gone.");
      expect(counts(refused.output)).toEqual({ in: 40, done: 0, left: 40 });
      expect(refused.exitCode).toBe(1);
    });
    const before = await failedBatches();
    expect(before.length).toBeGreaterThan(2);
    const ringing = await asOperator("status", ["dev"]);
    expect(ringing.output).toContain(
      `${before.length} batches wait in the failures bucket: npm run redrive -- dev --from failures`,
    );

    expect((await redriveKilledHalfWay()).exitCode).not.toBe(0);
    const half = (await failedBatches()).length;
    expect(half).toBeGreaterThan(0);
    expect(half).toBeLessThan(before.length);
    const repeated = await redrive("failures");
    expect(repeated.output).toMatch(/\nin +\d+ records\ndone +\d+\nleft +0\n$/);
    expect(repeated.exitCode).toBe(0);
    expect(counts((await redrive("failures")).output)).toEqual({ in: 0, done: 0, left: 0 });

    // Claimed, never delivered, and its batch is gone: every copy of it is a duplicate.
    const lost = lessons("lost", 1);
    await withoutDelivery(() => producer.send(lost).then(() => producer.deduplicatorReadPast(lake.cloud)));
    const gone = (await failedBatches()).map((Key) => ({ Key }));
    await lake.clients.s3.send(
      new DeleteObjectsCommand({ Bucket: lake.names.failuresBucket, Delete: { Objects: gone } }),
    );
    await deliver([...lost, ...given.slice(0, 5)]);
    const duplicates = await redrive("duplicates");
    expect(counts(duplicates.output)).toEqual({ in: 6, done: 6, left: 0 });
    expect(counts((await redrive("duplicates")).output)).toEqual({ in: 0, done: 0, left: 0 });
    await lake.cloud.firehose.flush();

    const unconverted = lessons("unconverted", 3);
    await withoutSchema(() => deliver(unconverted));
    const waiting = await redrive("errors", "--dry-run");
    expect(waiting.output).toContain("3 records wait in errors.\n  3  format-conversion-failed");
    const converted = await redrive("errors", "--reason", "format-conversion-failed");
    expect(counts(converted.output)).toEqual({ in: 3, done: 3, left: 0 });
    expect(counts((await redrive("errors")).output)).toEqual({ in: 0, done: 0, left: 0 });

    await deliver(lessons("incomplete", 2, { display_language: undefined }));
    await lake.job.run();
    // Athena finds the tables of the first run once the crawler has registered them.
    await runCrawler(lake.clients.glue, lake.names.deltaCrawler);
    const all = ids([...given, ...lost, ...unconverted]);
    expect(await stored("lesson_started_event")).toEqual([...all].sort());

    if (missing === undefined) {
      const wrong = await redrive("quarantine");
      expect(counts(wrong.output)).toEqual({ in: 2, done: 0, left: 2 });
      await lake.edit(
        "events/lesson.started.json",
        '"learning_language",\n    "display_language"',
        '"learning_language"',
      );
      await lake.deployment.deploy();
      const right = await redrive("quarantine", "--reason", "missing_field", "--event", "lesson:started");
      expect(counts(right.output)).toEqual({ in: 2, done: 2, left: 0 });
      expect(counts((await redrive("quarantine")).output)).toEqual({ in: 0, done: 0, left: 0 });
      expect(await stored("lesson_started_event")).toEqual([...all, "incomplete-0", "incomplete-1"].sort());
    }
    const seen = await asOperator("status", ["dev"]);
    expect(seen.output).toMatch(
      /tables: newest event, by its arrival\n( .*\n)* {2}lesson_started_event +\d+ (s|min) ago/,
    );
    expect(lake.cloud.refusedCalls().filter((call) => call.includes("role/operator"))).toEqual([]);
  },
  30 * MINUTES,
);
