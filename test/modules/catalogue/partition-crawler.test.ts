import type { TerraformStack } from "cdktf";
import { PartitionCrawler } from "../../../modules/catalogue";
import { catalogue, lakeStorage, place } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

function crawler(scope: TerraformStack, schedule?: string) {
  const storage = lakeStorage(scope);
  new PartitionCrawler(scope, "crawler", {
    ...place,
    name: "lake-raw-partitions",
    catalogue: catalogue(scope, storage),
    storage,
    schedule,
  });
}

test("the crawler adds partitions to the raw tables at night and changes nothing else of them", () => {
  const stack = synthesise(crawler);
  const tables = stack
    .ofType("aws_glue_catalog_table")
    .filter(({ config }) => config["name"] !== "delivery_schema")
    .map(({ id }) => `\${aws_glue_catalog_table.${id}.name}`);

  expect(stack.config("aws_glue_crawler")).toMatchObject({
    schedule: "cron(15 1 * * ? *)",
    catalog_target: [{ tables }],
    schema_change_policy: { update_behavior: "LOG", delete_behavior: "LOG" },
    configuration: '{"Version":1,"CrawlerOutput":{"Partitions":{"AddOrUpdateBehavior":"InheritFromTable"}}}',
  });
});

test("the crawler reads files under raw/ with its own role, and changes none: Lake Formation's credentials are for one table", () => {
  const stack = synthesise(crawler);
  const bucket = stack.reference("aws_s3_bucket", "arn");

  expect(stack.config("aws_glue_crawler")["lake_formation_configuration"]).toBeUndefined();
  const statements = statementsOf(stack.only("aws_iam_role_policy"));
  expect(statements.filter(({ Action }) => Action.some((action) => action.startsWith("s3:")))).toEqual([
    expect.objectContaining({ Action: ["s3:GetObject"], Resource: [`${bucket}/raw/*`] }),
    expect.objectContaining({ Action: ["s3:ListBucket"], Resource: [bucket] }),
  ]);
  expect(statements.flatMap(({ Action }) => Action)).not.toContain("lakeformation:GetDataAccess");
});

test("the crawler is made after its permissions: Glue checks them when it is created", () => {
  const stack = synthesise(crawler);

  expect(stack.config("aws_glue_crawler")["depends_on"]).toEqual([
    `aws_iam_role_policy.${stack.only("aws_iam_role_policy").id}`,
  ]);
});

test("the crawler can run at another time", () => {
  const stack = synthesise((scope) => {
    crawler(scope, "cron(0 * * * ? *)");
  });

  expect(stack.config("aws_glue_crawler")["schedule"]).toBe("cron(0 * * * ? *)");
});
