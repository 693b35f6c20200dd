import type { TerraformStack } from "cdktf";
import { environmentSchema } from "../../../environments/schema";
import type { ContractedEvent } from "../../../modules/catalogue";
import { EventLake, type EventLakeProps } from "../../../modules/event-lake";
import { dev } from "../../fixtures/environments";
import { contracts, place } from "../example-constructs";
import { reference, synthesise, type Synthesised } from "../synthesised";

const required: EventLakeProps = {
  ...place,
  namePrefix: "clicks",
  name: "test",
  events: contracts,
  curationContracts: '{"version":2,"contracts":[]}',
  traffic: { eventsPerHour: 1_000, averageEventBytes: 1_000 },
  storage: { rawRetentionDays: 30 },
  alarmEmail: "platform@example.com",
};

function lake(props: Partial<EventLakeProps> = {}, id = "lake"): Synthesised {
  return synthesise((scope) => {
    new EventLake(scope, id, { ...required, ...props });
  });
}

/** The warnings that a lake gives whoever synthesises it. */
function warnings(props: Partial<EventLakeProps>): unknown[] {
  let found: unknown[] = [];
  synthesise((scope: TerraformStack) => {
    const { node } = new EventLake(scope, "lake", { ...required, ...props });
    found = node.metadata.filter(({ type }) => type.endsWith("warn")).map(({ data }) => data as unknown);
  });
  return found;
}

const plain = lake();

test("in a stack of another team a lake has addresses of its own, and under the id Default those of the stack itself", () => {
  const [address] = lake({}, "Default").ofType("aws_kinesis_stream");

  expect(plain.only("aws_kinesis_stream").id).toMatch(/^lake_events_stream_/);
  expect(address?.id).toBe("events_stream_8A2FC160");
});

test("what an environment file may leave out has the same default in the construct", () => {
  const { delivery, stream, ...minimal } = dev;
  const chosen = { stream: { retentionHours: 24 }, encryption: "aws-managed", readers: [] } as const;
  const environment = environmentSchema.parse({ ...minimal, ...chosen, delivery, stream });

  const fromFile = lake({ ...environment, stream: { retentionHours: 24 } }, "Default");
  const fromProps = lake(
    {
      ...place,
      accountId: dev.accountId,
      namePrefix: dev.namePrefix,
      name: dev.name,
      alarmEmail: dev.alarmEmail,
      traffic: dev.traffic,
      storage: { rawRetentionDays: 14 },
      stream: { retentionHours: 24 },
      delivery: { bufferMebibytes: 64, bufferSeconds: 60 },
    },
    "Default",
  );

  expect(fromProps.resources).toEqual(fromFile.resources);
});

test("a lake remembers ids for a week and keeps the stream as long, both when nobody says otherwise", () => {
  const { variables } = plain.config("aws_lambda_function")["environment"] as { variables: Record<string, string> };

  expect(variables["DEDUPLICATION_WINDOW_SECONDS"]).toBe("604800");
  expect(plain.config("aws_kinesis_stream")).toMatchObject({
    retention_period: 168,
    stream_mode_details: { stream_mode: "ON_DEMAND" },
  });
  expect(plain.config("aws_lambda_event_source_mapping")["maximum_record_age_in_seconds"]).toBe(604_800);
});

test("another window is the window of the function and of the job", () => {
  const stack = lake({ deduplication: { windowDays: 14 }, processing: "in-lake", switchingFrom: "in-flight" });
  const { variables } = stack.config("aws_lambda_function")["environment"] as { variables: Record<string, string> };

  expect(variables["DEDUPLICATION_WINDOW_SECONDS"]).toBe(String(14 * 86_400));
  expect(stack.config("aws_glue_job")["default_arguments"]).toMatchObject({ "--dedup-window-days": "14" });
});

test("the job gets the contracts that were given, and a changed contract is a changed file", () => {
  const key = (stack: Synthesised) =>
    stack
      .ofType("aws_s3_object")
      .map(({ config }) => String(config["key"]))
      .filter((name) => name.startsWith("jobs/contracts-"));

  expect(key(lake({ curationContracts: '{"version":2,"contracts":[{"event_name":"a","fields":[]}]}' }))).not.toEqual(
    key(plain),
  );
  expect(key(plain)).toHaveLength(1);
});

test("a key of the lake encrypts its log groups, too", () => {
  const keyed = lake({ encryption: "customer-managed" });

  expect(plain.ofType("aws_kms_key")).toEqual([]);
  expect(keyed.config("aws_kms_key")["policy"]).toContain("logs.eu-central-1.amazonaws.com");
  for (const { config } of keyed.ofType("aws_cloudwatch_log_group")) {
    expect(config["kms_key_id"]).toBe(keyed.reference("aws_kms_key", "arn"));
  }
});

describe("capacity follows from the declared traffic:", () => {
  const traffic = { eventsPerHour: 1_000_000, averageEventBytes: 1_000 };
  const variables = (stack: Synthesised) => stack.config("aws_lambda_function")["environment"];

  test("batches and buckets of an on-demand stream", () => {
    const stack = lake({ traffic });

    expect(stack.config("aws_lambda_event_source_mapping")).toMatchObject({
      batch_size: 1390,
      maximum_batching_window_in_seconds: 10,
    });
    expect(variables(stack)).toMatchObject({
      variables: { DEDUPLICATION_SLOT_SECONDS: "5", DEDUPLICATION_SUB_BUCKET_BITS: "2" },
    });
  });

  test("batches and buckets of the shards that a provisioned stream has", () => {
    const stack = lake({ traffic, stream: { mode: { kind: "provisioned", shards: 40 } } });

    expect(stack.config("aws_kinesis_stream")["shard_count"]).toBe(40);
    expect(stack.config("aws_lambda_event_source_mapping")).toMatchObject({
      batch_size: 140,
      maximum_batching_window_in_seconds: 2,
    });
    expect(variables(stack)).toMatchObject({ variables: { DEDUPLICATION_SUB_BUCKET_BITS: "6" } });
  });

  test("workers of the job, by the interval of its runs", () => {
    const hourly = lake({
      traffic: { eventsPerHour: 10_000_000, averageEventBytes: 1_000 },
      delivery: { directPutMebibytes: 10 },
    });

    expect(hourly.config("aws_glue_job")).toMatchObject({ worker_type: "G.1X", number_of_workers: 4 });
  });
});

test("traffic that the delivery stream's or the stream's quota does not take is refused; in the lake, nothing is put directly", () => {
  const traffic = { eventsPerHour: 10_000_000, averageEventBytes: 1_000 };

  expect(() => lake({ traffic })).toThrow("delivery.directPutMebibytes: got 1;");
  expect(() => lake({ traffic, processing: "in-lake" })).not.toThrow();
  expect(() => lake({ stream: { mode: { kind: "provisioned", shards: 1 } }, traffic, processing: "in-lake" })).toThrow(
    "stream.mode.shards: got 1;",
  );
});

test("an item for each event is an index of another name: both tables are there while one follows the other", () => {
  const items = lake({ deduplication: { index: "item-per-event" } });

  expect(plain.config("aws_dynamodb_table")["name"]).toBe("clicks-test-deduplication-log");
  expect(items.config("aws_dynamodb_table")).toMatchObject({
    name: "clicks-test-deduplication-index",
    hash_key: "event_uuid",
  });
});

describe("processing in the lake", () => {
  test("has a delivery stream that reads the event stream, and nothing of the deduplicator", () => {
    const stack = lake({ processing: "in-lake" });

    expect(stack.config("aws_kinesis_firehose_delivery_stream")["name"]).toBe("clicks-test-landing");
    for (const type of ["aws_lambda_function", "aws_dynamodb_table", "aws_sqs_queue"]) {
      expect(stack.ofType(type)).toEqual([]);
    }
    expect(stack.config("aws_glue_job")["default_arguments"]).toMatchObject({ "--input": "landing-json" });
    expect(stack.ofType("aws_glue_crawler")).toHaveLength(1);
  });

  test("that replaces processing in flight has both for a while, and a scheduled run reads the new input", () => {
    const stack = lake({ processing: "in-lake", switchingFrom: "in-flight" });

    expect(
      stack
        .ofType("aws_kinesis_firehose_delivery_stream")
        .map(({ config }) => config["name"])
        .sort(),
    ).toEqual(["clicks-test-delivery", "clicks-test-landing"]);
    expect(stack.ofType("aws_lambda_function")).toHaveLength(1);
    expect(stack.config("aws_glue_job")["default_arguments"]).toMatchObject({ "--input": "landing-json" });
    const role = stack.ofType("aws_iam_role_policy").find(({ id }) => id.startsWith("lake_curation_role"));
    // What was delivered before is curated by a run that somebody starts.
    for (const prefix of ["raw", "landing"]) expect(role?.config["policy"]).toContain(`/${prefix}/*`);
  });

  test.each(["in-flight", "in-lake"] as const)("is not switched from %s to itself", (processing) => {
    expect(() => lake({ processing, switchingFrom: processing })).toThrow(
      `stack/lake: switchingFrom: got "${processing}"; is what processing says: it names the processing that is left.`,
    );
  });

  test("that is not chosen cannot be switched from in flight, which is the default", () => {
    expect(() => lake({ switchingFrom: "in-flight" })).toThrow('switchingFrom: got "in-flight"');
  });

  test("takes the buffers and the retention of the raw files", () => {
    const stack = lake({ processing: "in-lake", delivery: { bufferMebibytes: 100, bufferSeconds: 120 } });

    expect(stack.config("aws_kinesis_firehose_delivery_stream")["extended_s3_configuration"]).toMatchObject({
      buffering_size: 100,
      buffering_interval: 120,
    });
  });
});

describe("Lake Formation governs", () => {
  const bucket = plain.ofType("aws_s3_bucket").find(({ config }) => String(config["bucket"]).includes("-lake-"));

  test("the raw and the Delta files, by two registered locations", () => {
    expect(plain.ofType("aws_lakeformation_resource").map(({ config }) => config["arn"])).toEqual([
      `\${aws_s3_bucket.${bucket?.id ?? ""}.arn}/lake`,
      `\${aws_s3_bucket.${bucket?.id ?? ""}.arn}/raw`,
    ]);
  });

  test("the lake's database by a tag that no other lake of the account has", () => {
    expect(plain.config("aws_lakeformation_lf_tag")).toMatchObject({ key: "clicks_test_layer", values: ["lake"] });
    expect(plain.config("aws_lakeformation_resource_lf_tags")["database"]).toEqual({
      name: expect.stringContaining("catalogue_data_lake") as string,
    });
  });

  test("the crawlers and Firehose, which are granted what they do", () => {
    const grants = plain.ofType("aws_lakeformation_permissions").map(({ id }) => id.replace(/_[0-9A-F]{8}$/, ""));

    expect(grants).toEqual([
      "lake_access_crawler_heartbeat_event",
      "lake_access_crawler_late_event",
      "lake_access_crawler_payment_order_completed_event",
      "lake_access_crawler_raw_database",
      "lake_access_crawler_raw_location",
      "lake_access_crawler_rejected_event",
      "lake_access_crawler_uncontracted_event",
      "lake_access_delivery_schema",
      "lake_access_delta_crawler_lake_database",
      "lake_access_delta_crawler_lake_location",
    ]);
  });
});

test("every Delta table can be queried: the job's tables are crawled, and have a saved query of one day", () => {
  const tables = [
    "curated_file",
    "heartbeat_event",
    "payment_order_completed_event",
    "quarantine",
    "uncontracted_event",
  ];
  const dates = new Map([
    ["curated_file", "curated_date"],
    ["quarantine", "arrived_date"],
  ]);
  const crawler = plain.ofType("aws_glue_crawler").find(({ config }) => config["delta_target"]);
  const queries = plain.ofType("aws_athena_named_query").map(({ config }) => [config["name"], config["query"]]);

  expect(JSON.stringify(crawler?.config["delta_target"]).match(/lake\/\w+\//g)).toEqual(
    tables.map((table) => `lake/${table}/`),
  );
  expect(Object.fromEntries(queries)).toEqual(
    Object.fromEntries(
      tables.map((table) => [
        table,
        expect.stringContaining(`WHERE ${dates.get(table) ?? "created_date"} = current_date`) as string,
      ]),
    ),
  );
});

describe("what a lake cannot be is refused, or warned of, with construct and prop:", () => {
  const many = (count: number): ContractedEvent[] =>
    Array.from({ length: count }, (_, index) => ({
      name: `event:${index}`,
      table: `event_${index}_event`,
      description: "One of many",
      version: 1,
      fields: [],
    }));

  test("more contracts than Firehose has active partitions for", () => {
    // (14 + 1) tables over 3 dates, late and rejected events on 2 each are 49 partitions; 15 contracts have 52.
    const delivery = { activePartitionQuota: 50 };
    expect(lake({ events: many(14), delivery }).ofType("aws_glue_catalog_table")).toHaveLength(14 + 4);
    expect(() => lake({ events: many(15), delivery })).toThrow("stack/lake: 15 contracts over 3 dates can have 52");
    expect(() => lake({ events: many(15), delivery, settingsSource: "lakes.ts" })).toThrow(
      "lakes.ts: 15 contracts over 3 dates",
    );
    expect(() => lake({ events: many(100) })).not.toThrow();
  });

  test("an index that the table could not take, or that costs what somebody should know", () => {
    const deduplication = { index: "item-per-event" } as const;
    const traffic = { eventsPerHour: 1_000_000, averageEventBytes: 100 };

    expect(warnings({ deduplication, traffic })).toEqual([
      expect.stringMatching(
        /^stack\/lake: deduplication\.index: got "item-per-event" at traffic\.eventsPerHour 1000000/,
      ),
    ]);
    expect(warnings({ deduplication, traffic, processing: "in-lake" })).toEqual([]);
    expect(warnings({ traffic })).toEqual([]);
  });

  test("a reader of a table that is not registered yet", () => {
    const readers = [{ principal: "arn:aws:iam::111111111111:role/analyst", events: ["heartbeat"] }];

    expect(warnings({ readers })).toEqual([expect.stringContaining("stack/lake: readers: arn:aws:iam::111111111111:")]);
    expect(warnings({ readers, registeredEvents: ["heartbeat"] })).toEqual([]);
    expect(warnings({ readers, settingsSource: "lakes.ts" })).toEqual([expect.stringContaining("lakes.ts: readers: ")]);
  });
});

test("Redshift and Snowflake read the lake only where they are named, and Snowflake no quarantine", () => {
  const user = "arn:aws:redshift:eu-central-1:111111111111:dbuser:warehouse/analyst";
  let sql: (string | undefined)[] = [];
  synthesise((scope) => {
    const { spectrum, snowflake } = new EventLake(scope, "lake", {
      ...required,
      externalReaders: {
        redshiftSpectrum: { databaseUsers: [user] },
        snowflake: { userArn: "arn:aws:iam::999999999999:user/snowflake", externalId: "SNOWFLAKE_1" },
      },
    });
    sql = [spectrum?.sql, snowflake?.sql];
  });

  expect(sql[0]).toContain("CREATE EXTERNAL SCHEMA");
  expect(sql[1]?.match(/EXTERNAL TABLE IF NOT EXISTS \w+/g)).toEqual(
    ["heartbeat_event", "payment_order_completed_event", "uncontracted_event"].map(
      (table) => `EXTERNAL TABLE IF NOT EXISTS ${table}`,
    ),
  );
  expect(plain.ofType("aws_iam_role").map(({ config }) => config["name"])).not.toContain("clicks-test-snowflake");
});

test("Lake Formation grants Redshift every Delta table: no table keeps the permission of IAM's principals", () => {
  const user = "arn:aws:redshift:eu-central-1:111111111111:dbuser:warehouse/analyst";
  const stack = lake({ externalReaders: { redshiftSpectrum: { databaseUsers: [user] } } });
  const role = stack.ofType("aws_iam_role").find(({ config }) => config["name"] === "clicks-test-redshift-spectrum");

  const grants = stack
    .ofType("aws_lakeformation_permissions")
    .filter(({ config }) => config["principal"] === (role && reference(role, "arn")));

  expect(grants.map(({ config }) => config["permissions"])).toEqual([["DESCRIBE"], ["DESCRIBE", "SELECT"]]);
  expect(grants[1]?.config["lf_tag_policy"]).toMatchObject({ resource_type: "TABLE" });
});

describe("a reader whose role the lake makes", () => {
  const ROLE = `arn:aws:iam::${place.accountId}:role/clicks-test-analyst`;
  const PERSON = `arn:aws:iam::${place.accountId}:role/sso`;

  test("has the role that it is granted with, so that no grant is made before it", () => {
    const made = lake({ readers: [{ principal: ROLE, assumedBy: [PERSON], events: "all", personal: true }] });

    const role = made.ofType("aws_iam_role").find(({ config }) => config["name"] === "clicks-test-analyst");
    const principals = made.ofType("aws_lakeformation_permissions").map(({ config }) => config["principal"]);
    expect(role).toBeDefined();
    expect(principals.filter((principal) => role && principal === reference(role, "arn"))).toHaveLength(2);
    expect(principals).not.toContain(ROLE);
  });

  test.each([
    ["of another account", "arn:aws:iam::999999999999:role/clicks-test-analyst"],
    ["of another name", `arn:aws:iam::${place.accountId}:role/analyst`],
    ["without a name of its own", `arn:aws:iam::${place.accountId}:role/clicks-test-`],
  ])("is refused a role %s", (_title, principal) => {
    expect(() => lake({ readers: [{ principal, assumedBy: [PERSON], events: "all" }] })).toThrow(
      `readers: got the principal "${principal}" with assumedBy; the lake makes roles of its own account and prefix only`,
    );
  });
});
