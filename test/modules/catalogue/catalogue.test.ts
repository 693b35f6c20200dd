import { RAW_COLUMNS } from "../../../lambda-src/interface";
import { Catalogue } from "../../../modules/catalogue";
import { catalogue, contracts, lakeStorage } from "../example-constructs";
import { reference, synthesise, type Synthesised } from "../synthesised";

const lake = synthesise((scope) => {
  catalogue(scope, lakeStorage(scope));
});
const rawLocation = `s3://${lake.reference("aws_s3_bucket", "bucket")}/raw`;

function table(stack: Synthesised, name: string) {
  return stack.ofType("aws_glue_catalog_table").find(({ config }) => config["name"] === name)?.config;
}

test("there is a database of raw tables and one to query, each at its own prefix", () => {
  expect(lake.ofType("aws_glue_catalog_database").map(({ config }) => config)).toMatchObject([
    { name: "data_lake", location_uri: `s3://${lake.reference("aws_s3_bucket", "bucket")}/lake` },
    { name: "raw_data", location_uri: rawLocation },
  ]);
});

test("every contract has a table, and so have the events without one, the late ones and the delivery stream's schema", () => {
  expect(lake.ofType("aws_glue_catalog_table").map(({ config }) => config["name"])).toEqual([
    "delivery_schema",
    "heartbeat_event",
    "late_event",
    "payment_order_completed_event",
    "rejected_event",
    "uncontracted_event",
  ]);
});

test("a contract's table lies at its own prefix, carries name and version of the contract and lists the payload's fields", () => {
  expect(table(lake, "payment_order_completed_event")).toMatchObject({
    description: "An order was paid",
    parameters: { event_name: "payment:order:completed", contract_version: "3" },
    storage_descriptor: {
      location: `${rawLocation}/payment_order_completed_event`,
      columns: expect.arrayContaining([
        { name: "payload", type: "string", comment: "JSON text of: order_id, payer_id, amount" },
      ]) as unknown,
    },
  });
  expect(table(lake, "heartbeat_event")).toMatchObject({
    storage_descriptor: {
      columns: expect.arrayContaining([
        { name: "payload", type: "string", comment: "JSON text of: no fields of its own" },
      ]) as unknown,
    },
  });
});

test("every table has the columns that the deduplicator writes, in the same order", () => {
  for (const { config } of lake.ofType("aws_glue_catalog_table")) {
    const { columns } = config["storage_descriptor"] as { columns: { name: string; type: string }[] };

    expect(columns.map(({ name, type }) => ({ name, type }))).toEqual(
      RAW_COLUMNS.map(({ name, type }) => ({ name, type })),
    );
  }
});

test("only the delivery stream's schema has no partitions, for nothing is stored under it", () => {
  const unpartitioned = lake.ofType("aws_glue_catalog_table").filter(({ config }) => !config["partition_keys"]);

  expect(unpartitioned.map(({ config }) => config["name"])).toEqual(["delivery_schema"]);
});

test("the tables belong to the raw database and to nobody else", () => {
  const raw = lake.ofType("aws_glue_catalog_database").find(({ config }) => config["name"] === "raw_data");

  for (const { config } of lake.ofType("aws_glue_catalog_table")) {
    expect(config["database_name"]).toBe(raw && reference(raw, "name"));
  }
});

/** The comment of `payload` when an event has these fields. */
function payloadComment(fields: readonly { readonly name: string }[]): string | undefined {
  const stack = synthesise((scope) => {
    new Catalogue(scope, "catalogue", {
      storage: lakeStorage(scope),
      rawDatabaseName: "raw_data",
      lakeDatabaseName: "data_lake",
      events: contracts.map((contract) => ({ ...contract, fields })),
    });
  });

  const { columns } = table(stack, "heartbeat_event")?.["storage_descriptor"] as {
    columns: { name: string; comment: string }[];
  };
  return columns.find(({ name }) => name === "payload")?.comment;
}

test("a comment longer than Glue takes is cut, with dots that say so, and one that fits is not", () => {
  const comment = payloadComment(Array.from({ length: 40 }, (_, index) => ({ name: `a_field_number_${index}` })));
  const longest = "x".repeat(255 - "JSON text of: ".length);

  expect(payloadComment([{ name: longest }])).toBe(`JSON text of: ${longest}`);
  expect(comment).toHaveLength(255);
  expect(comment).toMatch(/^JSON text of: a_field_number_0, .*\.\.\.$/);
});

test("the order of the contracts does not change what is synthesised", () => {
  const reversed = synthesise((scope) => {
    new Catalogue(scope, "catalogue", {
      storage: lakeStorage(scope),
      rawDatabaseName: "raw_data",
      lakeDatabaseName: "data_lake",
      events: [...contracts].reverse(),
    });
  });

  expect(reversed.text).toBe(lake.text);
});

test("the Delta tables are one for each contract, one of uncontracted events and the quarantine; late events have none", () => {
  let tables: readonly string[] = [];
  synthesise((scope) => {
    tables = catalogue(scope, lakeStorage(scope)).lakeTables;
  });

  expect(tables).toEqual([
    "curated_file",
    "heartbeat_event",
    "payment_order_completed_event",
    "quarantine",
    "uncontracted_event",
  ]);
});
