import type { TerraformStack } from "cdktf";
import { PartitionCrawler } from "../../modules/catalogue";
import { Delivery } from "../../modules/delivery";
import { LakeAccess } from "../../modules/lake-access";
import { grantReaders, grantServices } from "../../stacks/lake-grants";
import { catalogue, contracts, lakeStorage, place } from "../modules/example-constructs";
import { reference, synthesise, type Synthesised } from "../modules/synthesised";
import type { Environment } from "../../environments/schema";

const analyst = "arn:aws:iam::111111111111:role/analyst";

function lake(scope: TerraformStack) {
  const storage = lakeStorage(scope);
  const tables = catalogue(scope, storage);
  return {
    access: new LakeAccess(scope, "access", { storage, prefixes: ["raw", "lake"], roleName: "lake-formation" }),
    catalogue: tables,
    crawler: new PartitionCrawler(scope, "crawler", { ...place, name: "crawler", catalogue: tables }),
    delivery: new Delivery(scope, "delivery", { ...place, name: "delivery", storage, catalogue: tables }),
  };
}

function readers(granted: Environment["readers"]): Synthesised {
  return synthesise((scope) => {
    const { access, catalogue: tables } = lake(scope);
    grantReaders(access, { catalogue: tables, events: contracts, readers: granted });
  });
}

/** Names of the tables that are granted, by the permissions on them. */
function grants(stack: Synthesised, block: "table" | "table_with_columns"): Record<string, string[]> {
  const names = new Map(
    stack.ofType("aws_glue_catalog_table").map((table) => [reference(table, "name"), String(table.config["name"])]),
  );
  const granted: Record<string, string[]> = {};
  for (const { config } of stack.ofType("aws_lakeformation_permissions")) {
    const target = config[block] as { name: string } | undefined;
    if (target === undefined) continue;
    const permissions = (config["permissions"] as string[]).join(" ");
    granted[permissions] = [...(granted[permissions] ?? []), names.get(target.name) ?? target.name].sort();
  }
  return granted;
}

test('a reader of "all" may select from every raw table and see their database', () => {
  const stack = readers([{ principal: analyst, events: "all" }]);

  expect(grants(stack, "table_with_columns")).toEqual({
    SELECT: ["heartbeat_event", "late_event", "payment_order_completed_event", "uncontracted_event"],
  });
  expect(grants(stack, "table")).toEqual({});
  expect(stack.ofType("aws_lakeformation_permissions").filter(({ config }) => config["database"])).toMatchObject([
    { config: { principal: analyst, permissions: ["DESCRIBE"] } },
  ]);
});

test("a reader of some events may select from their tables only", () => {
  const stack = readers([{ principal: analyst, events: ["heartbeat"] }]);

  expect(grants(stack, "table_with_columns")).toEqual({ SELECT: ["heartbeat_event"] });
});

test("two readers have grants of their own, even when their roles share the last name", () => {
  const stack = readers([
    { principal: analyst, events: ["heartbeat"] },
    { principal: "arn:aws:iam::111111111111:role/finance/analyst", events: ["payment:order:completed"] },
  ]);

  expect(
    stack.ofType("aws_lakeformation_permissions").map(({ id, config }) => [id.slice(0, -9), config["principal"]]),
  ).toEqual([
    ["access_111111111111_role_analyst_heartbeat_event", analyst],
    ["access_111111111111_role_analyst_raw_database", analyst],
    [
      "access_111111111111_role_finance_analyst_payment_order_completed_event",
      "arn:aws:iam::111111111111:role/finance/analyst",
    ],
    ["access_111111111111_role_finance_analyst_raw_database", "arn:aws:iam::111111111111:role/finance/analyst"],
  ]);
});

test("a reader of an event without a contract is refused, with the events that have one", () => {
  expect(() => readers([{ principal: analyst, events: ["heartbeat", "heart:beat"] }])).toThrow(
    `Reader ${analyst} is granted "heart:beat", which has no contract. Known events: payment:order:completed, heartbeat.`,
  );
});

test("the crawler may alter the raw tables and write into their location; Firehose may see the schema it converts to", () => {
  const stack = synthesise((scope) => {
    const { access, ...services } = lake(scope);
    grantServices(access, services);
  });

  expect(grants(stack, "table")).toEqual({
    "ALTER DESCRIBE INSERT": ["heartbeat_event", "late_event", "payment_order_completed_event", "uncontracted_event"],
    DESCRIBE: ["delivery_schema"],
  });
  expect(stack.ofType("aws_lakeformation_permissions").filter(({ config }) => config["data_location"])).toMatchObject([
    { config: { permissions: ["DATA_LOCATION_ACCESS"] } },
  ]);
});
