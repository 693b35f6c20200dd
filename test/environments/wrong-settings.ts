/** What kind of mistake it is. */
export type SettingKind =
  | "account or region"
  | "ARN"
  | "e-mail"
  | "link"
  | "list"
  | "name"
  | "range"
  | "reserved prefix"
  | "traffic"
  | "type"
  | "window";

/** Wrong values of one setting of an environment that is right otherwise, each tried by itself. */
export interface WrongSetting {
  readonly kind: SettingKind;
  /** Where it stands; parts are parted by dots. */
  readonly setting: string;
  readonly values: readonly unknown[];
  /** The key that the error names, where it is another one. */
  readonly named?: string;
}

const long = (length: number) => "a".repeat(length);
const role = (name: string) => `arn:aws:iam::333333333333:role/${name}`;
const deployRole = role("event-lake-deploy");

const NO_NUMBERS = [Number.NaN, Number.POSITIVE_INFINITY, -0, "30", null];
const NO_WHOLE_NUMBERS = [30.5, ...NO_NUMBERS];
const MUST_BE_THERE = [undefined];

const provisioned = (shards: unknown) => ({ mode: { kind: "provisioned", shards }, retentionHours: 168 });

export const WRONG_SETTINGS: readonly WrongSetting[] = [
  {
    kind: "name",
    setting: "name",
    values: ["p", long(13), "Prod_1", "prod.1", "1prod", "-prod", "pro d", "pröd", "", 7, ...MUST_BE_THERE],
  },
  {
    kind: "account or region",
    setting: "accountId",
    values: ["33333333333", "3333333333333", "33333333333x", " 333333333333", "", 333333333333, ...MUST_BE_THERE],
  },
  {
    kind: "account or region",
    setting: "region",
    values: [
      "eu-central-9",
      "eu-central-1a",
      "EU-CENTRAL-1",
      "Frankfurt",
      "us-iso-east-1",
      "us-isob-east-1",
      "us-east-01",
      "eu_central_1",
      "",
      1,
      ...MUST_BE_THERE,
    ],
  },
  {
    kind: "name",
    setting: "namePrefix",
    values: ["l", long(17), "Lake", "event_lake", "1lake", "-lake", "event lake", "event.lake", "", ...MUST_BE_THERE],
  },
  {
    kind: "reserved prefix",
    setting: "namePrefix",
    values: ["sthree", "sthree-lake", "amzn-s3-demo", "amzn-s3-demo-ab", "xn-", "xn--lake"],
  },
  {
    kind: "ARN",
    setting: "dataLakeAdministrators",
    values: [
      ["event-lake-deploy"],
      ["arn:aws:iam::333333333333:user/ann"],
      ["arn:aws-iso:iam::333333333333:role/event-lake-deploy"],
      ["arn:aws:iam::33333333333:role/event-lake-deploy"],
      ["arn:aws:iam:eu-central-1:333333333333:role/event-lake-deploy"],
      [role(long(65))],
      [""],
    ],
    named: "dataLakeAdministrators.0",
  },
  {
    kind: "ARN",
    setting: "dataLakeAdministrators",
    values: [[deployRole, "arn:aws:iam::222222222222:role/admin"]],
    named: "dataLakeAdministrators.1",
  },
  {
    kind: "list",
    setting: "dataLakeAdministrators",
    values: [
      [],
      deployRole,
      Array.from({ length: 31 }, (_, index) => role(`admin-${index}`)).with(0, deployRole),
      [role("someone")],
      ...MUST_BE_THERE,
    ],
  },
  {
    kind: "list",
    setting: "dataLakeAdministrators",
    values: [[deployRole, deployRole]],
    named: "dataLakeAdministrators.1",
  },
  {
    kind: "name",
    setting: "github.repository",
    values: [
      "event-lake",
      "https://github.com/example/event-lake",
      "example/event-lake/tree",
      "-example/event-lake",
      "example/",
      "exa mple/lake",
      "",
      ...MUST_BE_THERE,
    ],
  },
  { kind: "list", setting: "github.oidcProvider", values: ["none", true] },
  { kind: "name", setting: "workflowRoles.plan", values: [role("plan"), "path/plan", "plan role", long(65), "", 7] },
  { kind: "name", setting: "workflowRoles.deploy", values: [deployRole, long(65), ""] },
  { kind: "name", setting: "workflowRoles.plan", values: ["event-lake-deploy"], named: "workflowRoles.deploy" },
  { kind: "type", setting: "processing", values: ["in-air", "", null] },
  { kind: "type", setting: "switchingFrom", values: ["in-air", "in-flight"] },
  { kind: "range", setting: "traffic.eventsPerHour", values: [0, -1, 1e13, ...NO_WHOLE_NUMBERS, ...MUST_BE_THERE] },
  {
    kind: "range",
    setting: "traffic.averageEventBytes",
    values: [0, -1, 1_048_577, ...NO_WHOLE_NUMBERS, ...MUST_BE_THERE],
  },
  { kind: "range", setting: "traffic.peakEventsPerSecond", values: [0, -1, 1_000_000_001, "600", null] },
  {
    kind: "traffic",
    setting: "traffic",
    values: [{ eventsPerHour: 2_000_000, averageEventBytes: 1_000 }],
    named: "delivery.directPutMebibytes",
  },
  {
    kind: "traffic",
    setting: "traffic",
    values: [{ eventsPerHour: 1_000_000, averageEventBytes: 100, peakEventsPerSecond: 277 }],
    named: "traffic.peakEventsPerSecond",
  },
  { kind: "window", setting: "deduplication.windowDays", values: [1, 6] },
  { kind: "range", setting: "deduplication.windowDays", values: [0, -7, 31, 7.5, ...NO_NUMBERS] },
  { kind: "type", setting: "deduplication.index", values: ["items", ""] },
  { kind: "window", setting: "stream.retentionHours", values: [169, 8_760], named: "deduplication.windowDays" },
  {
    kind: "range",
    setting: "stream.retentionHours",
    values: [0, 12, 23, 8_761, ...NO_WHOLE_NUMBERS, ...MUST_BE_THERE],
  },
  { kind: "type", setting: "stream.mode", values: [{ kind: "serverless" }, {}], named: "stream.mode.kind" },
  {
    kind: "range",
    setting: "stream",
    values: [0, -1, 1.5, 20_001, "4", Number.NaN, null].map(provisioned),
    named: "stream.mode.shards",
  },
  { kind: "type", setting: "encryption", values: ["none", "aws", true, ...MUST_BE_THERE] },
  {
    kind: "range",
    setting: "delivery.bufferMebibytes",
    values: [0, 32, 63, 129, ...NO_WHOLE_NUMBERS, ...MUST_BE_THERE],
  },
  {
    kind: "range",
    setting: "delivery.bufferSeconds",
    values: [0, 59, 901, 3_600, ...NO_WHOLE_NUMBERS, ...MUST_BE_THERE],
  },
  { kind: "range", setting: "delivery.activePartitionQuota", values: [0, 5_001, ...NO_WHOLE_NUMBERS] },
  { kind: "range", setting: "delivery.directPutMebibytes", values: [0, -1, 1_001, ...NO_NUMBERS] },
  {
    kind: "range",
    setting: "storage.rawRetentionDays",
    values: [0, -1, 2 ** 31, ...NO_WHOLE_NUMBERS, ...MUST_BE_THERE],
  },
  {
    kind: "range",
    setting: "storage.longestCurationPauseDays",
    values: [0, -1, ...NO_WHOLE_NUMBERS, ...MUST_BE_THERE],
  },
  { kind: "window", setting: "storage.rawRetentionDays", values: [30, 7] },
  { kind: "range", setting: "curation.everyMinutes", values: [0, 1, 45, 90, 480.5, 2_880, Number.NaN, "60"] },
  { kind: "type", setting: "curation.executionClass", values: ["FLEX", "", null] },
  { kind: "range", setting: "curation.timeTravelDays", values: [0, 366, ...NO_WHOLE_NUMBERS] },
  {
    kind: "ARN",
    setting: "readers.0.principal",
    values: [
      "analyst",
      "arn:aws:iam::333333333333:user/ann",
      "arn:aws:iam::3333:role/analyst",
      "arn:aws-us-gov:iam::333333333333:role/analyst",
      "arn:aws:s3:::analyst",
      role("*"),
      role(long(65)),
      "",
      deployRole,
      ...MUST_BE_THERE,
    ],
  },
  {
    kind: "list",
    setting: "readers.0.events",
    values: ["heartbeat", [], ...MUST_BE_THERE],
  },
  { kind: "list", setting: "readers.0.events", values: [["heartbeat", "heartbeat"]], named: "readers.0.events.1" },
  { kind: "list", setting: "readers.0.events", values: [[""], [long(257)]], named: "readers.0.events.0" },
  { kind: "type", setting: "readers.0.rawData", values: ["true", 1] },
  { kind: "type", setting: "readers.0.personal", values: ["no"] },
  {
    kind: "ARN",
    setting: "readers.0.assumedBy",
    values: [["analyst"], ["arn:aws:iam::333333333333:group/all"], ["*"]],
    named: "readers.0.assumedBy.0",
  },
  { kind: "list", setting: "readers.0.assumedBy", values: [[], role("sso")] },
  { kind: "name", setting: "readers.0.assumedBy", values: [[role("sso")]], named: "readers.0.principal" },
  {
    kind: "name",
    setting: "readers",
    values: [
      "arn:aws:iam::222222222222:role/event-lake-prod-analyst",
      role("event-lake-prod-"),
      role("event-lake-prod-a/b"),
    ].map((principal) => [{ principal, assumedBy: [role("sso")], events: "all" }]),
    named: "readers.0.principal",
  },
  {
    kind: "list",
    setting: "readers",
    values: [[role("a"), role("a")].map((principal) => ({ principal, events: "all" }))],
    named: "readers.1.principal",
  },
  { kind: "list", setting: "readers", values: ["all", ...MUST_BE_THERE] },
  { kind: "list", setting: "registeredEvents", values: [["heartbeat", "heartbeat"]], named: "registeredEvents.1" },
  { kind: "list", setting: "registeredEvents", values: [[""]], named: "registeredEvents.0" },
  { kind: "range", setting: "athena.scanLimitGibibytes", values: [0, 100_001, ...NO_WHOLE_NUMBERS] },
  { kind: "range", setting: "athena.resultDays", values: [0, 366, ...NO_WHOLE_NUMBERS] },
  {
    kind: "ARN",
    setting: "externalReaders.redshiftSpectrum",
    values: [
      "analyst",
      "arn:aws:redshift:eu-west-1:333333333333:dbuser:warehouse/analyst",
      "arn:aws:redshift:eu-central-1:333333333333:cluster:warehouse",
      "arn:aws:redshift:eu-central-1:333:dbuser:warehouse/analyst",
      "arn:aws:redshift:eu-central-1:333333333333:dbuser:warehouse",
    ].map((user) => ({ databaseUsers: [user] })),
    named: "externalReaders.redshiftSpectrum.databaseUsers.0",
  },
  {
    kind: "list",
    setting: "externalReaders.redshiftSpectrum",
    values: [{ databaseUsers: [] }],
    named: "externalReaders.redshiftSpectrum.databaseUsers",
  },
  {
    kind: "ARN",
    setting: "externalReaders.snowflake",
    values: [role("x"), "snowflake", "arn:aws:iam::999:user/x"].map((userArn) => ({ userArn, externalId: "SFC_1" })),
    named: "externalReaders.snowflake.userArn",
  },
  {
    kind: "name",
    setting: "externalReaders.snowflake",
    values: ["", "x", "it's", long(1_225)].map((externalId) => ({
      userArn: "arn:aws:iam::999999999999:user/x",
      externalId,
    })),
    named: "externalReaders.snowflake.externalId",
  },
  {
    kind: "e-mail",
    setting: "alarmEmail",
    values: [
      "the data platform",
      "platform",
      "platform@",
      "platform@example",
      "a@b@example.com",
      "a@example.com,b@example.com",
      "Platform <a@example.com>",
      " a@example.com",
      "a..b@example.com",
      "",
      7,
      ...MUST_BE_THERE,
    ],
  },
  {
    kind: "link",
    setting: "runbookBaseUrl",
    values: ["", "http://example.com/runbooks", "docs/runbooks", "https://", `https://${long(293)}`, 7],
  },
  { kind: "type", setting: "removalProtection", values: ["true", 1, null, ...MUST_BE_THERE] },
  { kind: "type", setting: "bufer", values: [64] },
  { kind: "type", setting: "stream.mode", values: [{ kind: "on-demand", shards: 4 }], named: "stream.mode.shards" },
];

/** Several settings at once, which are right by themselves. */
export const WRONG_TOGETHER: readonly {
  readonly kind: SettingKind;
  readonly changes: object;
  readonly named: string;
}[] = [
  {
    kind: "traffic",
    changes: { stream: provisioned(1), traffic: { eventsPerHour: 1_900_000, averageEventBytes: 100 } },
    named: "stream.mode.shards",
  },
  {
    kind: "traffic",
    changes: {
      stream: provisioned(10),
      traffic: { eventsPerHour: 3_600_000, averageEventBytes: 10_000 },
      processing: "in-lake",
    },
    named: "stream.mode.shards",
  },
  {
    kind: "traffic",
    changes: {
      traffic: { eventsPerHour: 72_000_001, averageEventBytes: 1 },
      deduplication: { windowDays: 7, index: "item-per-event" },
    },
    named: "deduplication.index",
  },
  {
    kind: "traffic",
    changes: {
      traffic: { eventsPerHour: 2_000_000, averageEventBytes: 1_000 },
      delivery: { bufferMebibytes: 64, bufferSeconds: 60, directPutMebibytes: 1.3 },
    },
    named: "delivery.directPutMebibytes",
  },
  { kind: "name", changes: { namePrefix: "event-lake-ab", name: "production" }, named: "namePrefix" },
  {
    kind: "name",
    changes: { region: "ap-southeast-7", namePrefix: "event-lakes", name: "production" },
    named: "namePrefix",
  },
];

/** Right values of one setting: the least, the most, and what looks wrong and is not. */
export const RIGHT_SETTINGS: readonly { readonly setting: string; readonly values: readonly unknown[] }[] = [
  { setting: "name", values: ["ab", "prod-1", "a".repeat(11)] },
  { setting: "region", values: ["us-east-1", "eu-west-1", "mx-central-1"] },
  { setting: "namePrefix", values: ["ab", "a".repeat(16), "xn", "sthre", "amzn-s3"] },
  {
    setting: "dataLakeAdministrators",
    values: [[deployRole], Array.from({ length: 30 }, (_, index) => role(`admin-${index}`)).with(29, deployRole)],
  },
  {
    setting: "github",
    values: [undefined, { repository: "a/b" }, { repository: "my-org/my.repo_1", oidcProvider: "existing" }],
  },
  { setting: "workflowRoles.plan", values: ["a", "a".repeat(64), "My_role+=,.@-1", undefined] },
  { setting: "processing", values: ["in-flight", "in-lake", undefined] },
  { setting: "switchingFrom", values: ["in-lake", undefined] },
  {
    setting: "traffic",
    values: [
      { eventsPerHour: 1, averageEventBytes: 1 },
      { eventsPerHour: 1, averageEventBytes: 1_048_576 },
      { eventsPerHour: 3_600, averageEventBytes: 100, peakEventsPerSecond: 1 },
    ],
  },
  { setting: "deduplication", values: [{ windowDays: 7 }, { windowDays: 30, index: "item-per-event" }, {}] },
  { setting: "stream.retentionHours", values: [24, 168] },
  { setting: "stream", values: [provisioned(1), provisioned(20_000), provisioned(undefined)] },
  { setting: "encryption", values: ["aws-managed", "customer-managed"] },
  { setting: "delivery.bufferMebibytes", values: [64, 128] },
  { setting: "delivery.bufferSeconds", values: [60, 900] },
  { setting: "delivery.activePartitionQuota", values: [1, 5_000, undefined] },
  { setting: "delivery.directPutMebibytes", values: [0.7, 1_000, undefined] },
  {
    setting: "storage",
    values: [
      { rawRetentionDays: 2, longestCurationPauseDays: 1 },
      { rawRetentionDays: 2_147_483_647, longestCurationPauseDays: 2_147_483_646 },
    ],
  },
  {
    setting: "curation",
    values: [
      ...[15, 30, 60, 120, 180, 240, 360, 720, 1_440].map((everyMinutes) => ({ everyMinutes })),
      { executionClass: "flex" },
      { timeTravelDays: 1 },
      { timeTravelDays: 365 },
      undefined,
    ],
  },
  {
    setting: "readers",
    values: [
      [],
      [{ principal: "arn:aws:iam::222222222222:role/team/analyst", events: ["heartbeat"], rawData: true }],
      [{ principal: role("event-lake-prod-analyst"), assumedBy: ["arn:aws:iam::222222222222:root"], events: "all" }],
      [{ principal: role(`event-lake-prod-${"a".repeat(48)}`), assumedBy: [role("sso")], events: "all" }],
    ],
  },
  { setting: "registeredEvents", values: [[], ["heartbeat"], undefined] },
  {
    setting: "athena",
    values: [{ scanLimitGibibytes: 1, resultDays: 1 }, { scanLimitGibibytes: 100_000, resultDays: 365 }, undefined],
  },
  {
    setting: "externalReaders",
    values: [
      {
        redshiftSpectrum: { databaseUsers: ["arn:aws:redshift:eu-central-1:333333333333:dbuser:warehouse-1/IAM_user"] },
      },
      { snowflake: { userArn: "arn:aws:iam::999999999999:user/x", externalId: "AB" } },
      undefined,
    ],
  },
  { setting: "alarmEmail", values: ["a@b.co", "data.platform+alarms@example.co.uk"] },
  { setting: "runbookBaseUrl", values: ["https://wiki.example.com/runbooks", `https://${long(292)}`, undefined] },
  { setting: "removalProtection", values: [true, false] },
];
