import type { EnvironmentSettings } from "../../environments/schema";
import { InvalidEnvironmentError, validateEnvironments } from "../../environments/validate-environments";
import { dev, prod } from "../fixtures/environments";

/** The problems that are found in environment files, one a line. */
function problems(files: Readonly<Record<string, unknown>>): string[] {
  try {
    validateEnvironments(files);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidEnvironmentError)) throw error;
    const [, ...lines] = error.message.split("\n");
    return lines.map((line) => line.trim());
  }
}

/** The problems of `environments/mine.ts`, which is prod's settings with some of them changed. */
function problemsWith(changes: Readonly<Record<string, unknown>>): string[] {
  return problems({ "environments/mine.ts": { ...prod, ...changes } });
}

test("a key that may be left out has its default", () => {
  const [environment] = validateEnvironments({ "environments/mine.ts": { ...dev, deduplication: {} } });

  expect(environment).toMatchObject({
    deduplication: { windowDays: 7 },
    delivery: { bufferMebibytes: 64, bufferSeconds: 60, activePartitionQuota: 500 },
  });
});

test("an environment that says nothing else deduplicates in flight, curates hourly and lets readers see the lake only", () => {
  const [environment] = validateEnvironments({ "environments/mine.ts": dev });

  expect(environment).toMatchObject({
    processing: "in-flight",
    curation: { everyMinutes: 60, timeTravelDays: 7 },
    readers: [{ rawData: false }],
    registeredEvents: [],
    athena: { scanLimitGibibytes: 100, resultDays: 7 },
    externalReaders: {},
    workflowRoles: { plan: "event-lake-plan", deploy: "event-lake-deploy" },
  });
  expect(environment).not.toHaveProperty("switchingFrom");
});

test("settings that are right are given back as they were written", () => {
  expect(validateEnvironments({ "environments/prod.ts": prod })).toMatchObject([prod]);
});

const cases: {
  what: string;
  changes: Partial<Record<keyof EnvironmentSettings | "bufer", unknown>>;
  problem: string;
}[] = [
  {
    what: "a role of the workflows that is written as an ARN",
    changes: { workflowRoles: { plan: "arn:aws:iam::333333333333:role/plan" } },
    problem:
      'workflowRoles.plan: got "arn:aws:iam::333333333333:role/plan"; must be the name of an IAM role, without path and account.',
  },
  {
    what: "an unknown key",
    changes: { bufer: 64 },
    problem: "bufer: got 64; unknown key. Remove it or correct its spelling (environments/schema.ts lists the keys).",
  },
  {
    what: "an unknown key inside of another",
    changes: { stream: { mode: { kind: "on-demand", shards: 4 }, retentionHours: 24 } },
    problem:
      "stream.mode.shards: got 4; unknown key. Remove it or correct its spelling (environments/schema.ts lists the keys).",
  },
  {
    what: "a processing that there is not",
    changes: { processing: "in-air" },
    problem: 'processing: got "in-air"; Invalid option: expected one of "in-flight"|"in-lake".',
  },
  {
    what: "a switch from what is on already",
    changes: { processing: "in-lake", switchingFrom: "in-lake" },
    problem:
      'switchingFrom: got "in-lake"; is what processing says: it names the processing that is left. Remove it, or change one of the two.',
  },
  {
    what: "an interval that does not divide a day",
    changes: { curation: { everyMinutes: 45 } },
    problem: "curation.everyMinutes: got 45; must be one of 15, 30, 60, 120, 180, 240, 360, 720, 1440.",
  },
  {
    what: "a role where Snowflake has a user",
    changes: { externalReaders: { snowflake: { userArn: "arn:aws:iam::999999999999:role/x", externalId: "SFC_1" } } },
    problem:
      'externalReaders.snowflake.userArn: got "arn:aws:iam::999999999999:role/x"; must be the ARN of an IAM user.',
  },
  {
    what: "a region of another partition",
    changes: { region: "us-gov-west-1" },
    problem: 'region: got "us-gov-west-1"; must be a region of the aws partition, such as eu-central-1.',
  },
  {
    what: "a key that is missing",
    changes: { region: undefined },
    problem: "region: got nothing; Invalid input: expected string, received undefined.",
  },
  {
    what: "a buffer of 32 MiB",
    changes: { delivery: { ...prod.delivery, bufferMebibytes: 32 } },
    problem: "delivery.bufferMebibytes: got 32; Too small: expected number to be >=64.",
  },
  {
    what: "a buffer interval of an hour",
    changes: { delivery: { ...prod.delivery, bufferSeconds: 3600 } },
    problem: "delivery.bufferSeconds: got 3600; Too big: expected number to be <=900.",
  },
  {
    what: "a quota that AWS does not give",
    changes: { delivery: { ...prod.delivery, activePartitionQuota: 5001 } },
    problem: "delivery.activePartitionQuota: got 5001; Too big: expected number to be <=5000.",
  },
  {
    what: "a deduplication window shorter than the stream's retention",
    changes: { deduplication: { windowDays: 6 } },
    problem:
      "deduplication.windowDays: got 6; must cover stream.retentionHours (168 h): a replay of the stream would pass as new events. Set it to 7 or more, or shorten the retention.",
  },
  {
    what: "a retention that Kinesis does not know",
    changes: { stream: { ...prod.stream, retentionHours: 12 } },
    problem: "stream.retentionHours: got 12; Too small: expected number to be >=24.",
  },
  {
    what: "a mode that Kinesis does not know",
    changes: { stream: { ...prod.stream, mode: { kind: "serverless" } } },
    problem:
      "stream.mode.kind: got {\"kind\":\"serverless\"}; Invalid discriminator value. Expected 'on-demand' | 'provisioned'.",
  },
  {
    what: "an account id of eleven digits",
    changes: { accountId: "33333333333" },
    problem: 'accountId: got "33333333333"; must be the 12 digits of an AWS account id, as text.',
  },
  {
    what: "an account id written as a number",
    changes: { accountId: 333333333333 },
    problem: "accountId: got 333333333333; Invalid input: expected string, received number.",
  },
  {
    what: "raw files that expire while the curation job may pause",
    changes: { storage: { rawRetentionDays: 30, longestCurationPauseDays: 30 } },
    problem:
      "storage.rawRetentionDays: got 30; must be more than storage.longestCurationPauseDays (30): a raw file that expires while the curation job is paused is lost.",
  },
  {
    what: "a reader that deploys the lake",
    changes: { readers: [{ principal: prod.dataLakeAdministrators[0], events: "all" }] },
    problem:
      'readers.0.principal: got "arn:aws:iam::333333333333:role/event-lake-deploy"; is the role that deploys: it made the tables, and a grant to it could not be revoked. Remove it here.',
  },
  {
    what: "a reader that is not a role",
    changes: { readers: [{ principal: "arn:aws:iam::333333333333:user/ann", events: "all" }] },
    problem:
      'readers.0.principal: got "arn:aws:iam::333333333333:user/ann"; must be the ARN of an IAM role: arn:aws:iam::<account>:role/<name>.',
  },
  {
    what: "a reader of one event that is not a list",
    changes: { readers: [{ ...prod.readers[0], events: "heartbeat" }] },
    problem: 'readers.0.events: got "heartbeat"; must be "all" or a list of at least one event name.',
  },
  {
    what: "a reader that is there twice",
    changes: {
      readers: [
        { ...prod.readers[0], events: ["heartbeat"] },
        { ...prod.readers[0], events: ["account:created"] },
      ],
    },
    problem:
      'readers.1.principal: got "arn:aws:iam::333333333333:role/analyst"; is a reader already: write all of its events in one entry.',
  },
  {
    what: "an event that is granted twice",
    changes: { readers: [{ ...prod.readers[0], events: ["heartbeat", "heartbeat"] }] },
    problem: 'readers.0.events: got ["heartbeat","heartbeat"]; names an event twice: remove one of them.',
  },
  {
    what: "a name that AWS takes nowhere",
    changes: { name: "Prod_1" },
    problem: 'name: got "Prod_1"; must be 2 to 12 characters: lower-case letters, digits, hyphens; a letter first.',
  },
  {
    what: "an alarm address that is none",
    changes: { alarmEmail: "the data platform" },
    problem: 'alarmEmail: got "the data platform"; Invalid email address.',
  },
];

test.each(cases)("$what is refused, with file, key, value and rule", ({ changes, problem }) => {
  expect(problemsWith(changes)).toEqual([`environments/mine.ts: ${problem}`]);
});

test("a file that exports nothing is refused by its name", () => {
  expect(problems({ "environments/mine.ts": undefined })).toEqual([
    "environments/mine.ts: (the whole file): got nothing; Invalid input: expected object, received undefined.",
  ]);
});

test("two environments of one name are refused: both would be one stack", () => {
  expect(problems({ "environments/dev.ts": dev, "environments/mine.ts": { ...prod, name: "dev" } })).toEqual([
    'environments/mine.ts: name: got "dev"; environments/dev.ts has the same name, and both would be one stack. Give each environment its own.',
  ]);
});

test("two environments of one account and region agree on what they share there", () => {
  const mine = { ...dev, name: "mine", namePrefix: "lake", dataLakeAdministrators: prod.dataLakeAdministrators };

  expect(problems({ "environments/dev.ts": dev, "environments/mine.ts": mine })).toEqual([
    expect.stringMatching(
      /^environments\/mine\.ts: namePrefix: got "lake"; environments\/dev\.ts deploys to the same account and region \(111111111111 eu-central-1\), whose state bucket .* Write the same value in both\.$/,
    ),
    expect.stringMatching(
      /^environments\/mine\.ts: dataLakeAdministrators: got \["arn:aws:iam::333333333333:role\/event-lake-deploy"\]; environments\/dev\.ts /,
    ),
  ]);
});

test("two environments of one account in two regions share nothing", () => {
  const mine = {
    ...dev,
    name: "mine",
    namePrefix: "lake",
    region: "eu-west-1",
    github: { repository: "example/event-lake", oidcProvider: "existing" },
    workflowRoles: { plan: "lake-plan", deploy: "lake-deploy" },
  };

  expect(problems({ "environments/dev.ts": dev, "environments/mine.ts": mine })).toEqual([]);
});

test("two environments of one account in two regions cannot both make one role, or the account's OIDC provider", () => {
  const mine = { ...dev, name: "mine", region: "eu-west-1" };

  expect(problems({ "environments/dev.ts": dev, "environments/mine.ts": mine })).toEqual(
    [
      'workflowRoles.plan: got "event-lake-plan"',
      'workflowRoles.deploy: got "event-lake-deploy"',
      'github.oidcProvider: got "create"',
    ].map(
      (found) =>
        expect.stringContaining(
          `environments/mine.ts: ${found}; environments/dev.ts makes it in the same account (111111111111) from another region, and an account has one. `,
        ) as string,
    ),
  );
});

test("every problem of every file is reported at once, with their number", () => {
  const files = {
    "environments/one.ts": { ...dev, accountId: "1", alarmEmail: "x" },
    "environments/two.ts": { ...prod, deduplication: { windowDays: 1 } },
  };

  expect(problems(files).map((problem) => problem.split(": got")[0])).toEqual([
    "environments/one.ts: accountId",
    "environments/one.ts: alarmEmail",
    "environments/two.ts: deduplication.windowDays",
  ]);
  expect(() => validateEnvironments(files)).toThrow(
    /^Nothing was synthesised: 3 problems in the environment files\.\n/,
  );
});
