import type { TerraformStack } from "cdktf";
import { PartitionCrawler } from "../../../modules/catalogue";
import { catalogue, lakeStorage, place } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

function crawler(scope: TerraformStack, schedule?: string) {
  new PartitionCrawler(scope, "crawler", {
    ...place,
    name: "lake-raw-partitions",
    catalogue: catalogue(scope, lakeStorage(scope)),
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

test("the crawler reads files with Lake Formation's credentials and has no S3 permission of its own", () => {
  const stack = synthesise(crawler);

  expect(stack.config("aws_glue_crawler")["lake_formation_configuration"]).toEqual({
    use_lake_formation_credentials: true,
  });
  const actions = statementsOf(stack.only("aws_iam_role_policy")).flatMap(({ Action }) => Action);
  expect(actions).toContain("lakeformation:GetDataAccess");
  expect(actions.filter((action) => action.startsWith("s3:"))).toEqual([]);
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
