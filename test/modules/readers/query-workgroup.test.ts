import type { Construct } from "constructs";
import { QueryWorkgroup, type QueryWorkgroupProps } from "../../../modules/readers";
import { catalogue, encryptionKey, lakeStorage, role } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

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

test("nobody who queries can override that results are encrypted and that a query may scan 100 GiB", () => {
  const stack = synthesise(workgroup);

  expect(stack.config("aws_athena_workgroup")).toMatchObject({
    name: "lake-queries",
    configuration: {
      enforce_workgroup_configuration: true,
      bytes_scanned_cutoff_per_query: 107_374_182_400,
      result_configuration: { encryption_configuration: { encryption_option: "SSE_S3" } },
    },
  });
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
  const results = stack.ofType("aws_s3_bucket").find(({ config }) => config["bucket"] === "lake-results");
  const of = (type: string) =>
    stack.ofType(type).find(({ config }) => String(config["bucket"]).includes(`.${results?.id ?? "-"}.`))?.config;

  expect(of("aws_s3_bucket_versioning")).toMatchObject({ versioning_configuration: { status: "Suspended" } });
  expect(of("aws_s3_bucket_lifecycle_configuration")?.["rule"]).toMatchObject([{ expiration: [{ days: 3 }] }]);
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
