import { parseColumns } from "../../src/firehose/glue-schema";
import { rowReader } from "../../src/firehose/open-x-json";
import { parquetFile } from "../../src/firehose/delivered-objects";
import { readParquet } from "./read-parquet";

const TYPES = {
  a_string: "string",
  a_varchar: "varchar(10)",
  an_int: "int",
  a_bigint: "bigint",
  a_smallint: "smallint",
  a_tinyint: "tinyint",
  a_float: "float",
  a_double: "double",
  a_boolean: "boolean",
  a_timestamp: "timestamp",
  a_date: "date",
  a_small_decimal: "decimal(5,2)",
  a_decimal: "decimal(18,4)",
  a_large_decimal: "decimal(38,10)",
  a_binary: "binary",
  strings: "array<string>",
  nested: "array<array<int>>",
};
const COLUMNS = parseColumns(
  "db.t",
  Object.entries(TYPES).map(([Name, Type]) => ({ Name, Type })),
);
const VALUES = {
  a_string: "žluť 😀",
  a_varchar: "x",
  an_int: -2147483648,
  a_bigint: "-9223372036854775808",
  a_smallint: 32767,
  a_tinyint: -128,
  a_float: 1.5,
  a_double: 0.1,
  a_boolean: true,
  a_timestamp: "2026-11-24T12:00:00.123456Z",
  a_date: "1969-12-31",
  a_small_decimal: "-123.45",
  a_decimal: "12345678901234.5678",
  a_large_decimal: "-1234567890123456789012345678.0123456789",
  a_binary: "AAH/",
  strings: ["a", null, ""],
  nested: [[1, 2], [], [3]],
};

async function write(rows: unknown[], compression: "SNAPPY" | "GZIP" | "UNCOMPRESSED" = "SNAPPY") {
  const options = { caseInsensitive: true, dotsToUnderscores: false, keyByColumn: new Map<string, string>() };
  const read = rowReader(COLUMNS, options);
  return parquetFile(
    COLUMNS,
    rows.flatMap((row) => read(Buffer.from(JSON.stringify(row)))),
    compression,
  );
}

it("keeps every value of every type, as an independent reader sees it", async () => {
  const file = await write([VALUES, {}]);

  const [full, empty] = await readParquet([file], "SELECT * REPLACE (hex(a_binary) AS a_binary) FROM parquet");

  expect(full).toEqual({
    ...VALUES,
    a_timestamp: "2026-11-24 12:00:00.123456",
    a_date: "1969-12-31",
    a_binary: "0001FF",
  });
  expect(new Set(Object.values(empty ?? {}))).toEqual(new Set([null]));
});

it("declares the types of the Glue table", async () => {
  const rows = await readParquet([await write([VALUES])], "DESCRIBE SELECT * FROM parquet");

  expect(Object.fromEntries(rows.map(({ column_name: name, column_type: type }) => [name, type]))).toEqual({
    a_string: "VARCHAR",
    a_varchar: "VARCHAR",
    an_int: "INTEGER",
    a_bigint: "BIGINT",
    a_smallint: "SMALLINT",
    a_tinyint: "TINYINT",
    a_float: "FLOAT",
    a_double: "DOUBLE",
    a_boolean: "BOOLEAN",
    a_timestamp: "TIMESTAMP",
    a_date: "DATE",
    a_small_decimal: "DECIMAL(5,2)",
    a_decimal: "DECIMAL(18,4)",
    a_large_decimal: "DECIMAL(38,10)",
    a_binary: "BLOB",
    strings: "VARCHAR[]",
    nested: "INTEGER[][]",
  });
});

// https://docs.aws.amazon.com/firehose/latest/APIReference/API_ParquetSerDe.html
it.each(["SNAPPY", "GZIP", "UNCOMPRESSED"] as const)("compresses with %s, and it can be read", async (compression) => {
  const rows = Array.from({ length: 2500 }, (_, n) => ({ an_int: n, a_string: `text ${n}` }));
  const file = await write(rows, compression);
  const folder = "SELECT count(*)::INT AS n, sum(an_int)::INT AS total, max(a_string) AS last FROM parquet";

  expect(await readParquet([file], folder)).toEqual([{ n: 2500, total: 3_123_750, last: "text 999" }]);
});
