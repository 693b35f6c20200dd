import { environments as shipped } from "../../environments";
import { loadEventContracts } from "../../events/event-contracts";
import { contracts } from "../fixtures/contracts";
import { environmentNamed, environments } from "../fixtures/environments";
import { inLake, synthesiseEventLake } from "./synthesised-environments";

const prod = synthesiseEventLake(environmentNamed("prod"));
const dev = synthesiseEventLake(environmentNamed("dev"));

test("every name follows from the environment alone", () => {
  const named = prod.resources.flatMap(
    ({ config }) => config["name"] ?? config["bucket"] ?? config["function_name"] ?? [],
  );
  const literal = named.map(String).filter((name) => !name.includes("${"));

  expect(prod.config("aws_kinesis_stream")["name"]).toBe("event-lake-prod-events");
  expect(
    literal.filter(
      (name) =>
        !/event[-_]lake[-_]prod|_event$|^delivery_schema$|^quarantine$|^curated_file$|^permissions$|^S3Delivery$/.test(
          name,
        ),
    ),
  ).toEqual([]);
});

test("what a person or a program needs to find is an output, under a name that does not change", () => {
  expect(Object.keys(prod.outputs).sort()).toEqual([
    "crawler",
    "curation_job",
    "deduplicator_function",
    "delivery_stream",
    "delta_crawler",
    "duplicates_queue_url",
    "failures_bucket",
    "lake_bucket",
    "lake_database",
    "quarantine_queue_url",
    "query_workgroup",
    "raw_database",
    "stream_name",
  ]);
});

test("where duplicates are removed in the lake, nothing of the deduplicator is an output", () => {
  expect(Object.keys(synthesiseEventLake(inLake(environmentNamed("prod"))).outputs).sort()).toEqual([
    "curation_job",
    "delta_crawler",
    "lake_bucket",
    "lake_database",
    "landing_delivery_stream",
    "query_workgroup",
    "raw_database",
    "stream_name",
  ]);
});

test("what Redshift and Snowflake have to run is an output, where they read the lake", () => {
  const { outputs } = synthesiseEventLake({
    ...environmentNamed("dev"),
    externalReaders: {
      redshiftSpectrum: { databaseUsers: ["arn:aws:redshift:eu-central-1:111111111111:dbuser:warehouse/analyst"] },
      snowflake: { userArn: "arn:aws:iam::999999999999:user/snowflake", externalId: "SNOWFLAKE_1" },
    },
  });

  expect(outputs["redshift_spectrum_sql"]).toMatchObject({
    value: expect.stringContaining("EXTERNAL SCHEMA") as string,
  });
  expect(outputs["snowflake_sql"]).toMatchObject({ value: expect.stringContaining("STORAGE INTEGRATION") as string });
});

test.each(shipped)("in $name, as it is shipped, every contract of events/ has its table", (environment) => {
  const events = loadEventContracts();
  const tables = synthesiseEventLake(environment, events)
    .ofType("aws_glue_catalog_table")
    .map(({ config }) => config["name"]);

  expect(tables).toEqual(expect.arrayContaining(events.map(({ table }) => table)));
  expect(tables).toHaveLength(events.length + 4);
});

test("prod encrypts everything that can be with its own key, dev nothing", () => {
  const key = prod.reference("aws_kms_key", "arn");

  expect(dev.ofType("aws_kms_key")).toEqual([]);
  for (const type of [
    "aws_kinesis_stream",
    "aws_dynamodb_table",
    "aws_sqs_queue",
    "aws_kinesis_firehose_delivery_stream",
    "aws_cloudwatch_log_group",
    "aws_lambda_function",
    "aws_s3_bucket_server_side_encryption_configuration",
    "aws_s3_object",
    "aws_glue_security_configuration",
    "aws_athena_workgroup",
  ]) {
    expect(prod.ofType(type).length).toBeGreaterThan(0);
    for (const { config } of prod.ofType(type)) expect(JSON.stringify(config)).toContain(key);
  }
});

describe.each(environments)("$name", (environment) => {
  const stack = environment.name === "prod" ? prod : synthesiseEventLake(environment);

  test("remembers an id at least as long as its stream can be read again", () => {
    const retention = Number(stack.config("aws_kinesis_stream")["retention_period"]);
    const { variables } = stack.config("aws_lambda_function")["environment"] as { variables: Record<string, string> };

    expect(retention).toBe(environment.stream.retentionHours);
    expect(Number(variables["DEDUPLICATION_WINDOW_SECONDS"])).toBeGreaterThanOrEqual(retention * 3600);
  });

  test("delivers with the buffers and keeps raw files for the days that its file says", () => {
    expect(stack.config("aws_kinesis_firehose_delivery_stream")["extended_s3_configuration"]).toMatchObject({
      buffering_size: environment.delivery.bufferMebibytes,
      buffering_interval: environment.delivery.bufferSeconds,
    });
    const rules = stack.ofType("aws_s3_bucket_lifecycle_configuration").flatMap(({ config }) => config["rule"]);
    expect(rules).toContainEqual(
      expect.objectContaining({
        filter: [{ prefix: "raw/" }],
        expiration: [{ days: environment.storage.rawRetentionDays }],
      }),
    );
  });

  test("takes batches that its traffic fills", () => {
    const batches: Readonly<Record<string, object>> = {
      dev: { batch_size: 100, maximum_batching_window_in_seconds: 2 },
      staging: { batch_size: 140, maximum_batching_window_in_seconds: 2 },
      prod: { batch_size: 1390, maximum_batching_window_in_seconds: 10 },
    };

    expect(stack.config("aws_lambda_event_source_mapping")).toMatchObject(batches[environment.name] ?? { none: true });
  });
});

test("what an environment cannot be names its file and key", () => {
  const environment = environmentNamed("staging");

  expect(() =>
    synthesiseEventLake({ ...environment, delivery: { ...environment.delivery, activePartitionQuota: 9 } }),
  ).toThrow(`environments/staging.ts: ${contracts.length} contracts over 3 dates can have `);
});
