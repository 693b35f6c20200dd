import type { TerraformStack } from "cdktf";
import { PartitionCrawler } from "../../../modules/catalogue";
import { DeltaCrawler } from "../../../modules/curation";
import { ParquetDelivery } from "../../../modules/delivery";
import {
  grantAdministrators,
  grantDeltaCrawler,
  grantInFlightServices,
  grantReaders,
  type LakeReader,
} from "../../../modules/event-lake/lake-grants";
import { LakeAccess, LakeTag } from "../../../modules/lake-access";
import { catalogue, contracts, lakeStorage, place } from "../example-constructs";
import { reference, synthesise, type Synthesised } from "../synthesised";

const analyst = "arn:aws:iam::111111111111:role/analyst";

function lake(scope: TerraformStack) {
  const storage = lakeStorage(scope);
  const tables = catalogue(scope, storage);
  return {
    storage,
    access: new LakeAccess(scope, "access", { storage, prefixes: ["raw", "lake"], roleName: "lake-formation" }),
    catalogue: tables,
    crawler: new PartitionCrawler(scope, "crawler", { ...place, name: "crawler", catalogue: tables, storage }),
    delivery: new ParquetDelivery(scope, "delivery", { ...place, name: "delivery", storage, catalogue: tables }),
  };
}

/** The grants of these readers, and what they wait for. */
function readers(granted: readonly LakeReader[], registeredEvents: string[] = []) {
  let waiting: string[] = [];
  const stack = synthesise((scope) => {
    const { access, catalogue: tables } = lake(scope);
    const lakeTag = new LakeTag(scope, "lake_tag", { key: "layer", value: "lake", databaseName: "data_lake" });
    waiting = grantReaders(access, {
      source: "environments/mine.ts",
      catalogue: tables,
      events: contracts,
      lakeTag,
      readers: granted,
      readerRoles: new Map(),
      registeredEvents,
    });
  });
  return { stack, waiting };
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

/** How a grant names the database, or the registered location, of this name. */
const databaseOf = (stack: Synthesised, name: string) =>
  named(stack, "aws_glue_catalog_database", "name", name, "name");
const locationOf = (stack: Synthesised, prefix: string) =>
  named(stack, "aws_lakeformation_resource", "arn", `${stack.reference("aws_s3_bucket", "arn")}/${prefix}`, "arn");

function named(stack: Synthesised, type: string, argument: string, value: string, attribute: string) {
  const found = stack.ofType(type).find(({ config }) => config[argument] === value);
  return found && reference(found, attribute);
}

test('a reader of "all", personal data included, may select from everything that carries the tag of the lake, before any table exists', () => {
  const { stack, waiting } = readers([{ principal: analyst, events: "all", personal: true }]);

  const granted = stack.ofType("aws_lakeformation_permissions").map(({ config }) => config);
  expect(granted).toMatchObject([
    { principal: analyst, permissions: ["DESCRIBE"], database: {} },
    {
      principal: analyst,
      permissions: ["DESCRIBE", "SELECT"],
      lf_tag_policy: {
        resource_type: "TABLE",
        expression: [{ key: stack.reference("aws_lakeformation_lf_tag", "key"), values: ["lake"] }],
      },
    },
  ]);
  expect(granted).toHaveLength(2);
  expect(waiting).toEqual([]);
});

test("a reader of some events waits until their tables are registered, and a warning says so", () => {
  const { stack, waiting } = readers([{ principal: analyst, events: ["heartbeat"] }]);

  expect(grants(stack, "table_with_columns")).toEqual({});
  expect(waiting).toEqual([
    `environments/mine.ts: readers: ${analyst} is not granted heartbeat_event yet: a grant needs the table. Add its event to registeredEvents once the crawler has registered it (docs/readers.md).`,
  ]);
});

test("a reader of some events may select from those of their tables that are registered, and from no other", () => {
  const both = readers([{ principal: analyst, events: ["heartbeat"] }], ["heartbeat", "payment:order:completed"]);
  const one = readers([{ principal: analyst, events: ["heartbeat", "payment:order:completed"] }], ["heartbeat"]);

  expect(grants(both.stack, "table_with_columns")).toEqual({ SELECT: ["heartbeat_event"] });
  expect(both.waiting).toEqual([]);
  expect(grants(one.stack, "table_with_columns")).toEqual({ SELECT: ["heartbeat_event"] });
  expect(one.waiting).toHaveLength(1);
});

test("raw tables are granted to those readers only who ask for them", () => {
  const { stack } = readers([
    { principal: analyst, events: "all", rawData: true },
    { principal: "arn:aws:iam::111111111111:role/engineer", events: ["heartbeat"], rawData: true },
    { principal: "arn:aws:iam::111111111111:role/other", events: "all", personal: true },
  ]);

  expect(grants(stack, "table_with_columns")).toEqual({
    SELECT: [
      "heartbeat_event",
      "heartbeat_event",
      "late_event",
      "payment_order_completed_event",
      "rejected_event",
      "uncontracted_event",
    ],
  });
  expect(JSON.stringify(stack.ofType("aws_lakeformation_permissions"))).not.toContain("other_raw_database");
});

test('a reader of "all" without personal data has the tables of contracts that are registered, and no other', () => {
  const { stack, waiting } = readers([{ principal: analyst, events: "all" }], ["heartbeat"]);

  expect(grants(stack, "table_with_columns")).toEqual({ SELECT: ["heartbeat_event"] });
  expect(stack.ofType("aws_lakeformation_permissions").filter(({ config }) => "lf_tag_policy" in config)).toEqual([]);
  expect(waiting).toEqual([
    `environments/mine.ts: readers: ${analyst} is not granted payment_order_completed_event yet: a grant needs the table. Add its event to registeredEvents once the crawler has registered it (docs/readers.md).`,
  ]);
});

test("only a reader of personal data is granted personal columns, fields that no contract names, and raw payloads", () => {
  const officer = "arn:aws:iam::111111111111:role/officer";
  const events = ["payment:order:completed"];
  const { stack } = readers(
    [
      { principal: analyst, events, rawData: true },
      { principal: officer, events, rawData: true, personal: true },
    ],
    events,
  );

  const excluded = (principal: string) =>
    stack
      .ofType("aws_lakeformation_permissions")
      .filter(({ config }) => config["principal"] === principal && "table_with_columns" in config)
      .map(({ config }) => (config["table_with_columns"] as Record<string, unknown>)["excluded_column_names"]);
  expect(excluded(analyst)).toEqual([["Payer", "payer", "unknown_fields"], ["payload"]]);
  expect(excluded(officer)).toEqual([undefined, undefined]);
});

test("two readers have grants of their own, even when their roles share the last name", () => {
  const { stack } = readers(
    [
      { principal: analyst, events: ["heartbeat"] },
      { principal: "arn:aws:iam::111111111111:role/finance/analyst", events: ["payment:order:completed"] },
    ],
    ["heartbeat", "payment:order:completed"],
  );

  expect(
    stack.ofType("aws_lakeformation_permissions").map(({ id, config }) => [id.slice(0, -9), config["principal"]]),
  ).toEqual([
    ["access_111111111111_role_analyst_lake_database", analyst],
    ["access_111111111111_role_analyst_lake_heartbeat_event", analyst],
    ["access_111111111111_role_finance_analyst_lake_database", "arn:aws:iam::111111111111:role/finance/analyst"],
    [
      "access_111111111111_role_finance_analyst_lake_payment_order_completed_event",
      "arn:aws:iam::111111111111:role/finance/analyst",
    ],
  ]);
});

test("a reader of an event without a contract is refused, with the events that have one", () => {
  expect(() => readers([{ principal: analyst, events: ["heartbeat", "heart:beat"] }])).toThrow(
    `environments/mine.ts: readers: events of ${analyst}: got "heart:beat", which has no contract. Correct its spelling, or add a contract. Known events: payment:order:completed, heartbeat.`,
  );
  expect(() => readers([], ["heart:beat"])).toThrow(
    'environments/mine.ts: registeredEvents: got "heart:beat", which has no contract. Correct its spelling, or add a contract. Known events: payment:order:completed, heartbeat.',
  );
});

test("an administrator may alter and drop what the deploying role made, tables to come included, and read none of it", () => {
  const administrator = "arn:aws:iam::111111111111:role/data-platform";
  const stack = synthesise((scope) => {
    const { access, catalogue: tables } = lake(scope);
    grantAdministrators(access, tables, [administrator]);
  });

  const granted = stack.ofType("aws_lakeformation_permissions").map(({ config }) => config);
  const onDatabase = (name: string) => ({
    principal: administrator,
    permissions: ["ALTER", "CREATE_TABLE", "DESCRIBE", "DROP"],
    database: { name: databaseOf(stack, name) },
  });
  const onTables = (name: string) => ({
    principal: administrator,
    permissions: ["ALTER", "DESCRIBE", "DROP"],
    table: { database_name: databaseOf(stack, name), wildcard: true },
  });
  expect(granted).toMatchObject([
    onDatabase("data_lake"),
    onTables("data_lake"),
    onDatabase("raw_data"),
    onTables("raw_data"),
  ]);
  expect(granted).toHaveLength(4);
});

test("the Delta crawler may make tables in the lake's database and point them into its location", () => {
  const stack = synthesise((scope) => {
    const { access, catalogue: tables, storage } = lake(scope);
    const crawler = new DeltaCrawler(scope, "delta", {
      ...place,
      name: "delta",
      catalogue: tables,
      storage,
      tables: ["heartbeat_event"],
    });
    grantDeltaCrawler(access, { catalogue: tables, crawler });
  });

  expect(stack.ofType("aws_lakeformation_permissions").map(({ config }) => config)).toMatchObject([
    { permissions: ["ALTER", "CREATE_TABLE", "DESCRIBE"], database: { name: databaseOf(stack, "data_lake") } },
    { permissions: ["DATA_LOCATION_ACCESS"], data_location: { arn: locationOf(stack, "lake") } },
  ]);
});

test("the crawler may alter the raw tables and write into their location; Firehose may see the schema it converts to", () => {
  const stack = synthesise((scope) => {
    const { access, ...services } = lake(scope);
    grantInFlightServices(access, services);
  });

  expect(grants(stack, "table")).toEqual({
    "ALTER DESCRIBE INSERT": [
      "heartbeat_event",
      "late_event",
      "payment_order_completed_event",
      "rejected_event",
      "uncontracted_event",
    ],
    DESCRIBE: ["delivery_schema"],
  });
  const others = stack.ofType("aws_lakeformation_permissions").filter(({ config }) => !config["table"]);
  expect(others.map(({ config }) => config)).toMatchObject([
    { permissions: ["DESCRIBE"], database: { name: databaseOf(stack, "raw_data") } },
    { permissions: ["DATA_LOCATION_ACCESS"], data_location: { arn: locationOf(stack, "raw") } },
  ]);
});

test("the delivery stream is created after the grant on its schema, which Firehose asks for then", () => {
  const stack = synthesise((scope) => {
    const { access, ...services } = lake(scope);
    grantInFlightServices(access, services);
  });

  const grant = stack
    .ofType("aws_lakeformation_permissions")
    .find(({ config }) => config["table"] !== undefined && JSON.stringify(config["permissions"]) === '["DESCRIBE"]');
  expect(stack.config("aws_kinesis_firehose_delivery_stream")["depends_on"]).toContain(
    `aws_lakeformation_permissions.${grant?.id ?? ""}`,
  );
});
