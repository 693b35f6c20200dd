import type { Construct } from "constructs";
import { QueryWorkgroup, type QueryWorkgroupProps } from "../../../modules/readers";
import { catalogue, encryptionKey, lakeStorage, role } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { reference, synthesise, type Resource, type Synthesised } from "../synthesised";

function workgroup(scope: Construct, props: Partial<QueryWorkgroupProps> = {}): QueryWorkgroup {
  return new QueryWorkgroup(scope, "queries", {
    name: "lake-queries",
    resultsBucketName: "lake-results",
    catalogue: catalogue(scope, lakeStorage(scope)),
    queries: [
      { table: "heartbeat_event", description: "The last day", dateColumn: "created_date" },
      { table: "quarantine", description: "What could not be stored", dateColumn: "arrived_date" },
    ],
    ...props,
  });
}

function bucketOf(stack: Synthesised): Resource {
  const found = stack.ofType("aws_s3_bucket").find(({ config }) => config["bucket"] === "lake-results");
  if (found === undefined) throw new Error("The stack has no bucket for results.");
  return found;
}

const results = (stack: Synthesised, attribute: string) => reference(bucketOf(stack), attribute);

test("nobody who queries can override that results are encrypted and that a query may scan 100 GiB", () => {
  const stack = synthesise(workgroup);

  expect(stack.config("aws_athena_workgroup")).toEqual({
    name: "lake-queries",
    description: expect.stringContaining("a limit to what one query scans") as string,
    // A workgroup that has saved queries cannot be destroyed otherwise.
    force_destroy: true,
    configuration: {
      enforce_workgroup_configuration: true,
      publish_cloudwatch_metrics_enabled: true,
      bytes_scanned_cutoff_per_query: 107_374_182_400,
      engine_version: { selected_engine_version: "Athena engine version 3" },
      result_configuration: {
        output_location: `s3://${results(stack, "bucket")}/`,
        encryption_configuration: { encryption_option: "SSE_S3" },
      },
    },
    depends_on: expect.arrayContaining([expect.stringMatching(/^aws_s3_bucket_public_access_block\./)]) as string[],
  });
});

test("a protected workgroup is not destroyed with the queries that are saved in it, nor its bucket emptied", () => {
  const stack = synthesise((scope) => {
    workgroup(scope, { removalProtection: true });
  });

  expect(stack.config("aws_athena_workgroup")["force_destroy"]).toBe(false);
  expect(bucketOf(stack).config).toMatchObject({ force_destroy: false, lifecycle: { prevent_destroy: true } });
});

test("with a customer's key, results are encrypted with it", () => {
  const stack = synthesise((scope) => {
    workgroup(scope, { encryptionKey: encryptionKey(scope), scanLimitGibibytes: 1 });
  });
  const key = stack.reference("aws_kms_key", "arn");

  expect(stack.config("aws_athena_workgroup")["configuration"]).toMatchObject({
    bytes_scanned_cutoff_per_query: 1_073_741_824,
    result_configuration: { encryption_configuration: { encryption_option: "SSE_KMS", kms_key_arn: key } },
  });
});

test("results expire for good: their bucket keeps no old version", () => {
  const stack = synthesise((scope) => {
    workgroup(scope, { resultDays: 3 });
  });
  const week = synthesise(workgroup);
  const of = (from: Synthesised, type: string) =>
    from.ofType(type).find(({ config }) => config["bucket"] === results(from, "bucket"))?.config;

  expect(of(stack, "aws_s3_bucket_versioning")).toMatchObject({ versioning_configuration: { status: "Suspended" } });
  expect(of(stack, "aws_s3_bucket_lifecycle_configuration")?.["rule"]).toMatchObject([{ expiration: [{ days: 3 }] }]);
  expect(of(week, "aws_s3_bucket_lifecycle_configuration")?.["rule"]).toMatchObject([{ expiration: [{ days: 7 }] }]);
});

test("every table has a saved query of one day, by the column that it is partitioned by", () => {
  const queries = synthesise(workgroup).ofType("aws_athena_named_query");

  expect(queries.map(({ config }) => [config["name"], config["query"]])).toEqual([
    ["heartbeat_event", "SELECT *\nFROM heartbeat_event\nWHERE created_date = current_date\nLIMIT 100"],
    ["quarantine", "SELECT *\nFROM quarantine\nWHERE arrived_date = current_date\nLIMIT 100"],
  ]);
});

test("who may query may use this workgroup and its results, and reads the lake through Lake Formation alone", () => {
  const stack = synthesise((scope) => {
    workgroup(scope).grantQuery(role(scope, "analyst"));
  });
  const statements = statementsOf(stack.only("aws_iam_role_policy"));
  const objects = statements.filter(({ Action }) => Action.some((action) => /^s3:(Get|Put)Object$/.test(action)));

  expect(statements.find(({ Sid }) => Sid === "Query")?.Resource).toEqual([
    stack.reference("aws_athena_workgroup", "arn"),
  ]);
  expect(statements.flatMap(({ Action }) => Action)).toContain("lakeformation:GetDataAccess");
  for (const { Resource } of objects)
    expect(Resource).toEqual([expect.stringContaining("queries_results_bucket") as string]);
});
