import { DeltaCrawler } from "../../../modules/curation";
import { catalogue, lakeStorage, place } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

const stack = synthesise((scope) => {
  const storage = lakeStorage(scope);
  new DeltaCrawler(scope, "delta", {
    ...place,
    name: "delta-tables",
    catalogue: catalogue(scope, storage),
    storage,
    tables: ["quarantine", "heartbeat_event"],
  });
});
const database = stack.ofType("aws_glue_catalog_database").find(({ config }) => config["name"] === "data_lake");

test("it makes native tables of the named folders, in the lake's database, and writes no manifest", () => {
  const bucket = stack.reference("aws_s3_bucket", "bucket");

  expect(stack.config("aws_glue_crawler")).toMatchObject({
    database_name: `\${aws_glue_catalog_database.${database?.id ?? ""}.name}`,
    delta_target: [
      {
        delta_tables: [`s3://${bucket}/lake/heartbeat_event/`, `s3://${bucket}/lake/quarantine/`],
        create_native_delta_table: true,
        write_manifest: false,
      },
    ],
    schema_change_policy: { update_behavior: "UPDATE_IN_DATABASE", delete_behavior: "LOG" },
    schedule: "cron(45 1 * * ? *)",
  });
});

test("its role reads lake/ and may change tables of that one database, and delete none", () => {
  const statements = statementsOf(stack.only("aws_iam_role_policy"));
  const glue = statements.find(({ Sid }) => Sid === "RegisterTables");

  expect(statements.find(({ Action }) => Action.includes("s3:GetObject"))?.Resource).toEqual([
    `${stack.reference("aws_s3_bucket", "arn")}/lake/*`,
  ]);
  expect(glue?.Action.filter((action) => action.includes("Delete"))).toEqual([]);
  expect(
    glue?.Resource.every((resource) => resource.endsWith(":catalog") || resource.includes(database?.id ?? "-")),
  ).toBe(true);
});
