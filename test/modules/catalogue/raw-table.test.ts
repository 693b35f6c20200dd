import { datePartitionedTable, parquetTable } from "../../../modules/catalogue/raw-table";

const props = {
  name: "heartbeat_event",
  databaseName: "raw_data",
  description: "An app is alive",
  columns: [{ name: "event_uuid", type: "string", comment: "Unique identifier of the event" }],
  location: "s3://lake/raw/heartbeat_event",
};

test("a table is external, Parquet, and its definition survives what a crawler run writes to its parameters", () => {
  const table = parquetTable(props);

  expect(table).toMatchObject({
    tableType: "EXTERNAL_TABLE",
    parameters: { EXTERNAL: "TRUE", classification: "parquet" },
    storageDescriptor: {
      location: "s3://lake/raw/heartbeat_event",
      serDeInfo: { serializationLibrary: "org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe" },
    },
    lifecycle: { ignoreChanges: expect.arrayContaining(['parameters["UPDATED_BY_CRAWLER"]']) as unknown },
  });
  expect(table).not.toHaveProperty("partitionKeys");
});

test("a partitioned table is cut by date, and Athena computes the dates of what is kept without asking the catalogue", () => {
  expect(datePartitionedTable(props, 30)).toMatchObject({
    partitionKeys: [{ name: "created_date", type: "date" }],
    parameters: {
      "projection.enabled": "true",
      "projection.created_date.type": "date",
      "projection.created_date.format": "yyyy-MM-dd",
      "projection.created_date.range": "NOW-38DAYS,NOW+2DAYS",
      // What Terraform turns into "${created_date}".
      "storage.location.template": "s3://lake/raw/heartbeat_event/created_date=$${created_date}",
    },
  });
});

test("parameters of its own are kept beside those of the projection", () => {
  expect(datePartitionedTable({ ...props, parameters: { contract_version: "3" } }, 30).parameters).toMatchObject({
    contract_version: "3",
    "projection.enabled": "true",
  });
});

test("what the crawler may change never covers what the contract says of the table", () => {
  const { parameters, lifecycle } = datePartitionedTable({ ...props, parameters: { contract_version: "3" } }, 30);

  const declared = Object.keys(parameters ?? {}).map((name) => `parameters["${name}"]`);
  expect(declared).toContain('parameters["contract_version"]');
  for (const parameter of declared) expect(lifecycle?.ignoreChanges).not.toContain(parameter);
});
