import { GlueClient } from "@aws-sdk/client-glue";
import { suggestionFor } from "../../../tools/query/suggestion";

const TABLES = [
  {
    Name: "payment_order_completed_event",
    StorageDescriptor: { Columns: [{ Name: "event_uuid" }, { Name: "amount" }] },
    PartitionKeys: [{ Name: "created_date" }],
  },
  { Name: "quarantine", StorageDescriptor: { Columns: [{ Name: "reason" }] } },
];

/** The catalogue as the asking one sees it. */
function catalogue(tables: readonly object[] = TABLES): GlueClient {
  const glue = new GlueClient({ region: "eu-central-1" });
  const answer = { TableList: tables, DatabaseList: [{ Name: "data_lake" }] };
  glue.middlewareStack.add(() => () => Promise.resolve({ response: {}, output: { ...answer, $metadata: {} } }), {
    step: "initialize",
  });
  return glue;
}

const query = { sql: "SELECT amout FROM payment_order_completed_event", database: "data_lake" };

test.each([
  [
    "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.data_lake.payment_order_complete_event' does not exist",
    "Did you mean payment_order_completed_event?",
  ],
  ["TABLE_NOT_FOUND: Table 'awsdatacatalog.data_lake.quarantin' does not exist", "Did you mean quarantine?"],
  [
    "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.data_lake.zzz' does not exist",
    "You may see the tables of data_lake: payment_order_completed_event, quarantine.",
  ],
  ["COLUMN_NOT_FOUND: line 1:8: Column 'amout' cannot be resolved", "Did you mean amount?"],
  ["COLUMN_NOT_FOUND: line 1:8: Column 'p.create_date' cannot be resolved", "Did you mean created_date?"],
  ["SCHEMA_NOT_FOUND: line 1:15: Schema 'datalake' does not exist", "Did you mean data_lake?"],
  ["SYNTAX_ERROR: line 1:1: mismatched input 'SELEC'", undefined],
])("to %j it adds %j", async (refusal, suggestion) => {
  await expect(suggestionFor(catalogue(), refusal, query)).resolves.toBe(suggestion);
});

test("who may see no table is told so, and of none", async () => {
  const refusal = "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.data_lake.quarantine' does not exist";

  await expect(suggestionFor(catalogue([]), refusal, query)).resolves.toBe(
    "There is no table of data_lake that you may see.",
  );
});

test("a long list is cut, and says how much it leaves out", async () => {
  const many = Array.from({ length: 25 }, (_, index) => ({ Name: `table_${String(index).padStart(2, "0")}` }));
  const refusal = "TABLE_NOT_FOUND: line 1:15: Table 'awsdatacatalog.data_lake.quarantine' does not exist";

  const suggestion = await suggestionFor(catalogue(many), refusal, query);

  expect(suggestion).toMatch(/table_19 and 5 more\.$/);
});
