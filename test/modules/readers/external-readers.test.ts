import { TerraformOutput } from "cdktf";
import { SnowflakeReader, SpectrumReader } from "../../../modules/readers";
import { catalogue, encryptionKey, lakeStorage, place } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

const user = "arn:aws:redshift:eu-central-1:111111111111:dbuser:warehouse/analyst";

const spectrum = synthesise((scope) => {
  const storage = lakeStorage(scope, encryptionKey(scope));
  const { sql } = new SpectrumReader(scope, "spectrum", {
    ...place,
    name: "lake-spectrum",
    storage,
    catalogue: catalogue(scope, storage),
    databaseUsers: [user],
  });
  new TerraformOutput(scope, "sql", { value: sql, staticId: true });
});

const snowflake = synthesise((scope) => {
  const { sql } = new SnowflakeReader(scope, "snowflake", {
    name: "lake-snowflake",
    storage: lakeStorage(scope),
    userArn: "arn:aws:iam::999999999999:user/abc",
    externalId: "SFC_1",
    tables: ["heartbeat_event"],
  });
  new TerraformOutput(scope, "sql", { value: sql, staticId: true });
});

test("Redshift takes its role for the named database users only", () => {
  expect(statementsOf(spectrum.only("aws_iam_role"), "assume_role_policy")).toMatchObject([
    {
      Principal: { Service: ["redshift.amazonaws.com"] },
      Condition: { StringEquals: { "sts:ExternalId": [user] } },
    },
  ]);
});

test("Snowflake's user must know the external id", () => {
  expect(statementsOf(snowflake.only("aws_iam_role"), "assume_role_policy")).toMatchObject([
    {
      Principal: { AWS: ["arn:aws:iam::999999999999:user/abc"] },
      Condition: { StringEquals: { "sts:ExternalId": ["SFC_1"] } },
    },
  ]);
});

test.each([
  { who: "Redshift", stack: spectrum },
  { who: "Snowflake", stack: snowflake },
])("$who reads objects under lake/, and writes nothing", ({ stack }) => {
  const statements = statementsOf(stack.only("aws_iam_role_policy"));
  const actions = statements.flatMap(({ Action }) => Action);

  expect(
    statements.filter(({ Action }) => Action.includes("s3:GetObject")).flatMap(({ Resource }) => Resource),
  ).toEqual([`${stack.reference("aws_s3_bucket", "arn")}/lake/*`]);
  expect(actions.filter((action) => /Put|Delete|Create|Update|GenerateDataKey/.test(action))).toEqual([]);
});

test("the SQL for Redshift names database, role and region", () => {
  const database = spectrum.ofType("aws_glue_catalog_database").find(({ config }) => config["name"] === "data_lake");

  expect(spectrum.outputs["sql"]).toEqual({
    value: [
      "CREATE EXTERNAL SCHEMA event_lake",
      "FROM DATA CATALOG",
      `DATABASE '\${aws_glue_catalog_database.${database?.id ?? ""}.name}'`,
      `IAM_ROLE '${spectrum.reference("aws_iam_role", "arn")}'`,
      "REGION 'eu-central-1';",
    ].join("\n"),
  });
});

test("the SQL for Snowflake allows lake/ and nothing above it, and makes a Delta table of each table", () => {
  const { value } = snowflake.outputs["sql"] as { value: string };

  expect(value).toContain(
    `STORAGE_ALLOWED_LOCATIONS = ('s3://${snowflake.reference("aws_s3_bucket", "bucket")}/lake/')`,
  );
  expect(value).toContain(`STORAGE_AWS_ROLE_ARN = '${snowflake.reference("aws_iam_role", "arn")}'`);
  expect(value).toMatch(/CREATE EXTERNAL TABLE IF NOT EXISTS heartbeat_event\n[^;]*TABLE_FORMAT = DELTA/);
});
