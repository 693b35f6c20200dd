import { setTimeout as wait } from "node:timers/promises";
import { GetJobCommand, UpdateJobCommand } from "@aws-sdk/client-glue";
import { CopyObjectCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import { poll } from "../../tools/poll";
import { ageDeltaLogs, OlderStore } from "./lake/days-pass";
import { filesThatHold } from "./lake/files-that-hold";
import { LakeUnderTest } from "./lake/lake-under-test";
import { Producer, type SentEvent } from "./lake/producer";
import { sparkTest } from "./lake/spark-test";

const MINUTES = 60_000;
const NOW = Math.floor(Date.now() / 1000);
const SIX_DAYS_AGO = NOW - 6 * 86_400;
const CONTRACT = "events/lesson.started.json";
const GONE = "subject-that-goes";
const KEPT = "subject-that-stays";

let lake: LakeUnderTest;

beforeAll(async () => {
  lake = await LakeUnderTest.start("curation-job");
  await lake.deployment.deploy();
}, 20 * MINUTES);

afterAll(async () => {
  await lake.stop();
}, MINUTES);

function lesson(id: string, fields: Readonly<Record<string, unknown>> = {}): SentEvent {
  return {
    event_uuid: id,
    event_name: "lesson:started",
    created_at: NOW,
    user_uuid: Number(/\d+/.exec(id)?.[0]) % 2 === 0 ? KEPT : GONE,
    lesson_id: "les_a1_greetings_01",
    attempt_uuid: `attempt-${id}`,
    learning_language: "ENG",
    display_language: "DEU",
    ...fields,
  };
}

const numbered = (prefix: string, count: number) => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
const LESSONS = numbered("lesson-", 20);
const LATE_LESSONS = numbered("late-", 4);
const QUIZZES = numbered("quiz-", 6);
/** No display language, which their contract requires. */
const INCOMPLETE_LESSONS = numbered("incomplete-", 3);
const WRONG_LESSONS = numbered("wrong-", 2);

const EVENTS: readonly SentEvent[] = [
  ...LESSONS.map((id) => lesson(id)),
  ...LATE_LESSONS.map((id) => lesson(id, { created_at: SIX_DAYS_AGO })),
  ...QUIZZES.map((id) => lesson(id, { event_name: "quiz:won" })),
  ...INCOMPLETE_LESSONS.map((id) => lesson(id, { display_language: undefined, classroom: "4b" })),
  ...WRONG_LESSONS.map((id) => lesson(id, { offline: "perhaps" })),
];

async function deliver(events: readonly SentEvent[]): Promise<void> {
  const producer = new Producer(lake.clients.kinesis, lake.names.stream);
  await producer.send(events);
  await producer.deduplicatorReadPast(lake.cloud);
  await lake.cloud.firehose.flush();
}

/** Keys below a prefix, each with the hash of its content. */
async function objects(prefix: string): Promise<ReadonlyMap<string, string>> {
  const pages = paginateListObjectsV2({ client: lake.clients.s3 }, { Bucket: lake.names.lakeBucket, Prefix: prefix });
  const found = new Map<string, string>();
  for await (const page of pages) {
    for (const { Key = "", ETag = "" } of page.Contents ?? []) found.set(Key, ETag);
  }
  return found;
}

/** Firehose delivers at least once: every raw file is there a second time. */
async function deliverAgain(): Promise<void> {
  const { lakeBucket: Bucket } = lake.names;
  for (const key of (await objects("raw/")).keys()) {
    const copy = new CopyObjectCommand({
      Bucket,
      CopySource: `${Bucket}/${key}`,
      Key: key.replace(/\.parquet$/, "-again.parquet"),
    });
    await lake.clients.s3.send(copy);
  }
}

/**
 * Lets two runs of the job be at work at once, which the deployed job does not. Delta's commits on S3 are not atomic between
 * two drivers; two that curate the same files would write the same rows, whichever commit is the one that stays.
 */
async function allowTwoRuns(): Promise<void> {
  const { Job: job } = await lake.clients.glue.send(new GetJobCommand({ JobName: lake.job.name }));
  const { Role, Command, GlueVersion, DefaultArguments } = job ?? {};
  await lake.clients.glue.send(
    new UpdateJobCommand({
      JobName: lake.job.name,
      JobUpdate: { Role, Command, GlueVersion, DefaultArguments, ExecutionProperty: { MaxConcurrentRuns: 2 } },
    }),
  );
}

/** Ids by table, sorted: each stands there as often as the table has it. */
async function storedIds(): Promise<Readonly<Record<string, readonly unknown[]>>> {
  return Object.fromEntries(
    [...(await lake.tables())].map(([table, rows]) => [table, rows.map((row) => row["event_uuid"]).sort()]),
  );
}

sparkTest(
  "a run that is killed, and then two at once that do not know of each other, leave every event in its table once",
  async () => {
    await deliver(EVENTS);

    const killed = await lake.job.start();
    await expect(lake.job.start()).rejects.toThrow("Concurrent runs exceeded");
    await poll(async () => ((await objects("lake/")).size > 0 ? true : undefined), {
      what: "The first table of the run",
      deadlineMilliseconds: 5 * MINUTES,
      intervalMilliseconds: 50,
    });
    const moment = Math.round(Math.random() * 3_000);
    await wait(moment);
    for (const processId of lake.cloud.jobs.processIds()) process.kill(-processId, "SIGKILL");
    expect({ moment, state: (await lake.job.end(killed)).JobRunState }).toEqual({ moment, state: "FAILED" });
    await deliverAgain();
    await allowTwoRuns();
    const both = await Promise.all([lake.job.start(), lake.job.start()]);
    await Promise.all(both.map((id) => lake.job.end(id)));
    await lake.job.run();

    expect(await storedIds()).toEqual({
      lesson_started_event: [...LATE_LESSONS, ...LESSONS].sort(),
      quarantine: [...INCOMPLETE_LESSONS, ...WRONG_LESSONS],
      uncontracted_event: QUIZZES,
    });
    const late = new Date(SIX_DAYS_AGO * 1000).toISOString().slice(0, 10);
    const rows = (await lake.tables()).get("lesson_started_event") ?? [];
    expect(rows.filter((row) => row["created_date"] === late)).toHaveLength(LATE_LESSONS.length);
  },
  25 * MINUTES,
);

sparkTest(
  "a table whose contract changed a type takes nothing; a mended contract adds its column, and takes its rows out of quarantine",
  async () => {
    const reprocess = { "--reprocess": lake.url("raw/lesson_started_event") };
    const [flag, text] = ["boolean", "string"].map(
      (type) => `"type": "${type}",\n      "description": "Started without a connection"`,
    ) as [string, string];
    const before = await objects("lake/lesson_started_event/");

    await lake.edit(CONTRACT, flag, text);
    await lake.deployment.deploy();
    await expect(lake.job.run(reprocess)).rejects.toThrow(
      /ended as FAILED: .*lesson_started_event.*offline.*boolean.*string/,
    );
    expect(await objects("lake/lesson_started_event/")).toEqual(before);

    await lake.edit(CONTRACT, text, flag);
    await lake.edit(CONTRACT, '"learning_language",\n    "display_language"\n', '"learning_language"\n');
    await lake.edit(
      CONTRACT,
      '"platform": {',
      '"classroom": { "type": "string", "description": "Class that plays together" },\n    "platform": {',
    );
    await lake.deployment.deploy();
    // What broke its contract was delivered to raw/rejected_event/.
    const report = await lake.job.run({ "--reprocess": lake.url("raw") });

    // The run that failed set aside all that it read for that table, what was stored before, too. Late ones lie in
    // raw/late_event/, which it did not read.
    const released = LESSONS.length + INCOMPLETE_LESSONS.length;
    expect(report).toMatchObject({ released_from_quarantine: released, rows_stored: 3, new_in_quarantine: 0 });
    const tables = await lake.tables();
    expect((tables.get("quarantine") ?? []).map((row) => row["event_uuid"]).sort()).toEqual(WRONG_LESSONS);
    const classrooms = new Map(
      (tables.get("lesson_started_event") ?? []).map((row) => [row["event_uuid"], row["classroom"]]),
    );
    expect(classrooms).toEqual(
      new Map([
        ...[...LESSONS, ...LATE_LESSONS].map((id) => [id, null] as const),
        ...INCOMPLETE_LESSONS.map((id) => [id, "4b"] as const),
      ]),
    );
  },
  25 * MINUTES,
);

sparkTest(
  "an erased subject is in no table at once, and in no byte of the lake after the maintenance that follows the time-travel days",
  async () => {
    const holding = async (subject: string) => {
      const { folder, keys } = await lake.download("lake/");
      return filesThatHold(subject, folder, keys);
    };
    const { DefaultArguments: deployed = {} } =
      (await lake.clients.glue.send(new GetJobCommand({ JobName: lake.job.name }))).Job ?? {};

    await lake.job.run({ "--command": "erase", "--subject-field": "user_uuid", "--subject": GONE });

    const left = [...(await lake.tables()).values()].flat();
    expect(left.length).toBeGreaterThan(10);
    expect(JSON.stringify(left)).not.toContain(GONE);
    expect(await holding(GONE)).not.toEqual([]);

    const days = Number(deployed["--time-travel-days"]) + 1;
    await ageDeltaLogs(lake.clients.s3, lake.names.lakeBucket, days);
    const older = await OlderStore.start(lake.cloud.endpoint, days);
    try {
      await lake.job.run({
        "--command": "maintain",
        "--conf": `${deployed["--conf"] ?? ""} --conf spark.hadoop.fs.s3a.endpoint=${older.url}`,
      });
    } finally {
      older.stop();
    }

    expect(await holding(GONE)).toEqual([]);
    expect(await holding(KEPT)).not.toEqual([]);
    expect([...(await lake.tables()).values()].flat()).toHaveLength(left.length);
  },
  25 * MINUTES,
);
