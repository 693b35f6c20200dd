import type { SubjectName } from "./subjects";

/** The least, the most, and what looks wrong and is not. */
export interface RightProp {
  readonly of: SubjectName;
  readonly prop: string;
  readonly values: readonly unknown[];
}

const long = (length: number) => "a".repeat(length);
const person = "arn:aws:iam::111111111111:role/person";

const CONTRACTS_DOCUMENTS = ['{"version":2,"contracts":[]}', ' { "contracts": [], "version": 2, "more": 1 }\n'];
const ACCOUNTS = ["000000000000", "999999999999"];
const LOG_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];
const OBJECT_DAYS = [1, 2_147_483_647, undefined];
const BUCKETS = [
  "abc",
  long(63),
  "1.2.3",
  "my.lake",
  "my-lake-1",
  "0lake9",
  "a--b",
  "192.168.5.4a",
  "lake-xn--x",
  "lake-san",
];
const ROLES = ["a", long(64), "My_role+=,.@-1", "AWSMine"];
const TABLES = [long(255), "a", "_", "1st_event"];
const SCHEDULES = [
  "cron(15 1 * * ? *)",
  "cron(0/5 * * * ? *)",
  "cron(0 0/2 ? * MON-FRI *)",
  "cron(0 12 ? * 2,4,6 2026-2030)",
  "cron(0 12 L * ? *)",
  "cron(0 12 15W * ? *)",
  "cron(0 12 ? JAN,JUL 6L *)",
  "cron(0 12 ? * FRI#2 *)".replace("FRI", "6"),
  "cron(5/15 * * * ? *)",
  "cron(0,30 8-18 1 1-12 ? 1970)",
  "cron(0 0 1 */3 ? 2199)",
  "cron(59 23 31 12 ? *)",
  undefined,
];
const EVENTS_PER_HOUR = [1, 1.5, 1_000_000];
const EVENT_BYTES = [1, 1_048_576];

export const RIGHT_PROPS: readonly RightProp[] = [
  { of: "EventStream", prop: "name", values: ["a", long(128), "Lake_1.events-2"] },
  { of: "EventStream", prop: "retentionHours", values: [24, 25, 8_760, undefined] },
  {
    of: "EventStream",
    prop: "mode",
    values: [
      { kind: "on-demand" },
      { kind: "provisioned", shards: 1 },
      { kind: "provisioned", shards: 20_000 },
      undefined,
    ],
  },
  { of: "EventStream", prop: "removalProtection", values: [true, false, undefined] },
  { of: "streamShards", prop: "traffic.eventsPerHour", values: [...EVENTS_PER_HOUR, 1e12] },
  { of: "streamShards", prop: "traffic.averageEventBytes", values: EVENT_BYTES },
  { of: "Deduplicator", prop: "names.function", values: ["a", long(64), "My_function-1"] },
  { of: "Deduplicator", prop: "names.index", values: ["abc", long(255), "My_table.1-2"] },
  { of: "Deduplicator", prop: "names.duplicatesQueue", values: ["a", long(80), "My_queue-1"] },
  { of: "Deduplicator", prop: "names.failuresBucket", values: BUCKETS },
  { of: "Deduplicator", prop: "accountId", values: ACCOUNTS },
  { of: "Deduplicator", prop: "windowDays", values: [7, 1_825] },
  {
    of: "Deduplicator",
    prop: "index",
    values: [
      { kind: "item-per-event" },
      { kind: "bucket-log", geometry: { slotSeconds: 1, subBucketBits: 0 } },
      { kind: "bucket-log", geometry: { slotSeconds: 1_000, subBucketBits: 20 } },
    ],
  },
  { of: "Deduplicator", prop: "contracts", values: CONTRACTS_DOCUMENTS },
  { of: "Deduplicator", prop: "batch.size", values: [1, 10_000, undefined] },
  { of: "Deduplicator", prop: "batch.windowSeconds", values: [1, 300, undefined] },
  { of: "Deduplicator", prop: "batch", values: [{ size: 10, windowSeconds: 0 }, { size: 11, windowSeconds: 1 }, {}] },
  { of: "Deduplicator", prop: "batch.parallelizationFactor", values: [1, 10] },
  { of: "Deduplicator", prop: "batch.maximumRetries", values: [-1, 0, 10_000] },
  { of: "Deduplicator", prop: "memoryMebibytes", values: [128, 129, 10_240, undefined] },
  { of: "Deduplicator", prop: "logRetentionDays", values: [...LOG_DAYS, undefined] },
  { of: "Deduplicator", prop: "failuresRetentionDays", values: OBJECT_DAYS },
  { of: "batchSettings", prop: "shards", values: [1, 20_000] },
  { of: "bucketGeometry", prop: "shards", values: [1, 3, 20_000] },
  { of: "bucketGeometry", prop: "eventsPerHour", values: [1, 0.5 + 0.5, 1e12] },
  { of: "bucketGeometry", prop: "batchWindowSeconds", values: [0, 1, 300] },
  { of: "ParquetDelivery", prop: "name", values: ["a", long(64), "Lake_1.delivery-2"] },
  { of: "ParquetDelivery", prop: "bufferMebibytes", values: [64, 128, undefined] },
  { of: "ParquetDelivery", prop: "bufferSeconds", values: [60, 900, undefined] },
  {
    of: "ParquetDelivery",
    prop: "prefix",
    values: [
      "raw/table=!{partitionKeyFromQuery:table}/!{partitionKeyFromQuery:created_date}/",
      "raw/!{partitionKeyFromQuery:table}/!{partitionKeyFromQuery:created_date}/!{timestamp:HH}/",
      "raw/!{partitionKeyFromQuery:table}/!{partitionKeyFromQuery:created_date}/!{timestamp:yyyy-MM-dd'T'HH}/",
      "raw/!{partitionKeyFromQuery:table}/!{partitionKeyFromQuery:created_date}/!{firehose:random-string}/",
    ],
  },
  {
    of: "ParquetDelivery",
    prop: "partitionKeys",
    values: [
      { table: '.a | test("b, c")', created_date: '.t | strftime("%Y-%m-%d")' },
      { table: ".a[0]", created_date: "(.a, .b)" },
    ],
  },
  { of: "LandingDelivery", prop: "bufferMebibytes", values: [1, 128] },
  { of: "LandingDelivery", prop: "bufferSeconds", values: [0, 900] },
  { of: "Catalogue", prop: "rawDatabaseName", values: TABLES },
  { of: "Catalogue", prop: "events.0.table", values: TABLES },
  { of: "Catalogue", prop: "events.0.name", values: ["a", long(256)] },
  { of: "Catalogue", prop: "events.0.description", values: ["a", long(2_048), "Zwei\nZeilen – mit Umlauten: äöü 🙂"] },
  { of: "Catalogue", prop: "events", values: [[]] },
  { of: "PartitionCrawler", prop: "name", values: ROLES },
  { of: "PartitionCrawler", prop: "schedule", values: SCHEDULES },
  { of: "DeltaCrawler", prop: "tables", values: [["a"], TABLES] },
  { of: "Curation", prop: "name", values: ["a", long(64), "My_job.1-2"] },
  { of: "Curation", prop: "contracts", values: CONTRACTS_DOCUMENTS },
  { of: "Curation", prop: "furtherInputs", values: [[], ["landing-json"], undefined] },
  { of: "Curation", prop: "traffic.eventsPerHour", values: EVENTS_PER_HOUR },
  { of: "Curation", prop: "traffic.averageEventBytes", values: EVENT_BYTES },
  { of: "Curation", prop: "windowDays", values: [1, 1_825] },
  { of: "Curation", prop: "everyMinutes", values: [15, 30, 60, 120, 180, 240, 360, 480, 720, 1_440, undefined] },
  { of: "Curation", prop: "executionClass", values: ["standard", "flex", undefined] },
  { of: "Curation", prop: "streamRetentionHours", values: [24, 8_760, undefined] },
  { of: "Curation", prop: "timeTravelDays", values: [1, 365] },
  { of: "Curation", prop: "timeoutMinutes", values: [1, 10_080] },
  { of: "curationCoreSeconds", prop: "events", values: [0, 0.5] },
  { of: "LakeStorage", prop: "bucketName", values: BUCKETS },
  { of: "LakeStorage", prop: "rawRetentionDays", values: [1, 2_147_483_647] },
  { of: "LakeStorage", prop: "recoveryDays", values: OBJECT_DAYS },
  {
    of: "PrivateBucket",
    prop: "lifecycleRules",
    values: [
      [],
      [{ id: "a", status: "Disabled", expiration: [{ date: "2030-01-01T00:00:00Z" }] }],
      [{ id: "a", status: "Enabled", filter: [{ prefix: "" }], transition: [{ days: 0, storageClass: "GLACIER_IR" }] }],
    ],
  },
  { of: "PrivateBucket.grantRead", prop: "prefix", values: ["", "raw/", "raw/table=x/", long(1_024)] },
  { of: "EncryptionKey", prop: "alias", values: ["a", "alias/a", "My/key_1-2", long(250), "awsome/key"] },
  { of: "EncryptionKey", prop: "description", values: ["a", long(8_192)] },
  { of: "EncryptionKey.forLogGroup", prop: "log group", values: ["/aws/lambda/a", "*", "a#b.c_d-e", long(512)] },
  {
    of: "LakeAccess.grantDatabase",
    prop: "grant.principal",
    values: [
      person,
      "111111111111",
      "arn:aws:iam::111111111111:user/a",
      "arn:aws:organizations::111111111111:organization/o-abcdefghij",
      "arn:aws:iam::111111111111:saml-provider/idp:group/analysts",
      "arn:aws:quicksight:eu-central-1:111111111111:user/default/ann",
    ],
  },
  { of: "LakeTag", prop: "key", values: ["a", long(128), "layer:of the lake/1=+-@%_", "größe"] },
  { of: "LakeTag", prop: "value", values: ["a", long(255)] },
  { of: "Dashboard", prop: "name", values: ["a", long(255), "My_dashboard-1"] },
  { of: "Dashboard", prop: "heading", values: ["a", "# Lake\nof ours"] },
  { of: "Dashboard", prop: "alarmArns", values: [[], undefined] },
  { of: "AlarmTopic", prop: "name", values: ["a", "My_topic-1"] },
  {
    of: "AlarmTopic",
    prop: "runbookBaseUrl",
    values: ["https://a", "https://wiki.example.com:8443/x/?p=~b", `https://${long(292)}`, undefined],
  },
  {
    of: "AlarmTopic",
    prop: "email",
    values: [
      "a@b.co",
      "data.platform+alarms@example.co.uk",
      "o'brien@example.com",
      "A_B-c@sub-1.example.museum",
      `${long(64)}@example.com`,
      "a@xn--bcher-kva.example",
    ],
  },
  { of: "AlarmTopic.addAlarm", prop: "alarm.periodSeconds", values: [10, 20, 30, 60, 300, 86_400, 604_800] },
  { of: "AlarmTopic.addAlarm", prop: "alarm.periods", values: [1, 288] },
  { of: "AlarmTopic.addAlarm", prop: "alarm.threshold", values: [0, -1.5, 1e12] },
  { of: "AlarmTopic.addAlarm", prop: "alarm.namespace", values: ["EventLake", "AWS/Kinesis", "a b/c.d-e#f:g"] },
  { of: "AlarmTopic.addAlarm", prop: "alarm.name", values: ["a", long(250), "Ä alarm"] },
  { of: "AlarmTopic.addEventAlarm", prop: "alarm.name", values: ["a", long(59)] },
  {
    of: "AlarmTopic.addEventAlarm",
    prop: "alarm.pattern",
    values: [{ source: ["aws.s3"], detail: { object: { key: [{ prefix: "errors/" }] } } }, { account: [null] }],
  },
  { of: "AlarmTopic.addEventAlarm", prop: "alarm.details", values: [{}, { "a-b_C1": "$" }, { time: "$.time" }] },
  { of: "ServiceRole", prop: "name", values: ROLES },
  { of: "ServiceRole", prop: "description", values: ["a", long(1_000), "Größe: 1"] },
  { of: "ServiceRole", prop: "service", values: ["glue.amazonaws.com", "logs.eu-central-1.amazonaws.com"] },
  { of: "ServiceRole", prop: "externalId", values: ["ab", long(1_224), "a:b/c@d", undefined] },
  {
    of: "TrustedRole",
    prop: "trusts",
    values: [
      { service: "glue.amazonaws.com" },
      { aws: "111111111111" },
      { aws: [person, "arn:aws:iam::222222222222:root"] },
      { aws: "arn:aws:sts::111111111111:assumed-role/a/b" },
    ],
  },
  {
    of: "TrustedRole.addStatements",
    prop: "statements.0.actions",
    values: [["s3:*"], ["kms:Decrypt*"], ["execute-api:Invoke"]],
  },
  {
    of: "TrustedRole.addStatements",
    prop: "statements.0.resources",
    values: [["*"], ["arn:aws:s3:::lake", "arn:aws:s3:::lake/*"], ["arn:aws:logs:*:*:log-group:/a:*"]],
  },
  {
    of: "applyPermissionsBoundary",
    prop: "boundaryArn",
    values: ["arn:aws:iam::aws:policy/PowerUserAccess", "arn:aws:iam::111111111111:policy/team/boundary"],
  },
  { of: "ResourceNames", prop: "prefix", values: ["a", "a1-b2", long(19)] },
  { of: "PipelineAccess", prop: "repository", values: ["a/b", `${"a".repeat(39)}/${long(100)}`, "my-org/my.repo_1-2"] },
  { of: "PipelineAccess", prop: "lakes.0.environment", values: ["a", "Production EU", long(255)] },
  { of: "QueryWorkgroup", prop: "name", values: ["a", long(128), "My_group.1-2"] },
  { of: "QueryWorkgroup", prop: "scanLimitGibibytes", values: [1, 8_388_607, undefined] },
  { of: "QueryWorkgroup", prop: "resultDays", values: OBJECT_DAYS },
  { of: "QueryWorkgroup", prop: "queries", values: [[]] },
  { of: "ReaderRole", prop: "name", values: ROLES },
  {
    of: "ReaderRole",
    prop: "assumedBy",
    values: [
      ["arn:aws:iam::222222222222:root"],
      [
        "arn:aws:iam::222222222222:user/team/ann",
        "arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/eu-central-1/AWSReservedSSO_a_1",
      ],
    ],
  },
  { of: "SnowflakeReader", prop: "externalId", values: ["AB", "ABC_SFCRole=1_abc+/=", long(1_224)] },
  {
    of: "SpectrumReader",
    prop: "databaseUsers",
    values: [["arn:aws:redshift:eu-central-1:111111111111:dbuser:my-cluster-1/IAM_user"]],
  },
  { of: "EventLake", prop: "namePrefix", values: ["ab", long(16), "event-lake"] },
  { of: "EventLake", prop: "name", values: ["ab", long(12)] },
  { of: "EventLake", prop: "deduplication", values: [{}, { windowDays: 7 }, { index: "item-per-event" }, undefined] },
  { of: "EventLake", prop: "processing", values: ["in-flight", "in-lake", undefined] },
  {
    of: "EventLake",
    prop: "delivery",
    values: [
      { bufferMebibytes: 64, bufferSeconds: 60, activePartitionQuota: 38, directPutMebibytes: 0.001 },
      { bufferMebibytes: 128, bufferSeconds: 900, activePartitionQuota: 5_000, directPutMebibytes: 1_000 },
    ],
  },
  {
    of: "EventLake",
    prop: "permissionsBoundary",
    values: ["arn:aws:iam::111111111111:policy/boundary", "arn:aws:iam::aws:policy/PowerUserAccess", undefined],
  },
  {
    of: "EventLake",
    prop: "administrators",
    values: [[], Array.from({ length: 30 }, (_, index) => `${person}${index}`)],
  },
];
