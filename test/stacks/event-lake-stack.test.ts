import { environments } from "../../environments";
import { loadEventContracts } from "../../events/event-contracts";
import { environmentNamed, synthesiseEventLake } from "./synthesised-environments";

const contracts = loadEventContracts();
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
      (name) => !/event[-_]lake[-_]prod|_event$|^delivery_schema$|^quarantine$|^permissions$|^S3Delivery$/.test(name),
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

test("every contract of events/ has its table", () => {
  const tables = prod.ofType("aws_glue_catalog_table").map(({ config }) => config["name"]);

  expect(contracts.length).toBeGreaterThanOrEqual(10);
  expect(tables).toEqual(expect.arrayContaining(contracts.map(({ table }) => table)));
  expect(tables).toHaveLength(contracts.length + 3);
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
    expect(stack.config("aws_lambda_event_source_mapping")).toMatchObject(
      {
        dev: { batch_size: 100, maximum_batching_window_in_seconds: 2 },
        staging: { batch_size: 140, maximum_batching_window_in_seconds: 2 },
        prod: { batch_size: 1390, maximum_batching_window_in_seconds: 10 },
      }[environment.name] ?? {},
    );
  });
});

test("a hundred contracts stop the synthesis of an environment whose quota they exceed", () => {
  const many = Array.from({ length: 100 }, (_, index) => ({
    name: `event:${index}`,
    table: `event_${index}_event`,
    description: "One of many",
    version: 1,
    fields: [],
  }));
  const environment = environmentNamed("staging");
  const raised = { ...environment, delivery: { ...environment.delivery, activePartitionQuota: 5000 } };

  expect(() => synthesiseEventLake(environment, many)).toThrow("environments/staging.ts: 100 contracts over 9 days");
  expect(synthesiseEventLake(raised, many).ofType("aws_glue_catalog_table")).toHaveLength(103);
});
