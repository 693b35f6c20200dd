import { gzipSync } from "node:zlib";

import { ByteWriter, parquetWrite } from "hyparquet-writer";

import { type GlueColumn, parquetSchema } from "./glue-schema";
import type { Row } from "./open-x-json";

/** Rows in a row group; far beyond what a buffer of 128 MB holds, as the service's 256 MiB blocks are. */
const ROW_GROUP_ROWS = 1_000_000;

/**
 * Writes rows as one Parquet file.
 *
 * @param compression as `ParquetSerDe.Compression` says.
 * @see https://docs.aws.amazon.com/firehose/latest/APIReference/API_ParquetSerDe.html
 */
export async function parquetFile(
  columns: readonly GlueColumn[],
  rows: readonly Row[],
  compression: "SNAPPY" | "GZIP" | "UNCOMPRESSED",
): Promise<Uint8Array> {
  const writer = new ByteWriter();
  await parquetWrite({
    writer,
    schema: parquetSchema(columns),
    columnData: columns.map(({ name }, index) => ({ name, data: rows.map((row) => row[index] ?? null) })),
    codec: compression,
    compressors: { GZIP: (input) => gzipSync(input) },
    rowGroupSize: ROW_GROUP_ROWS,
    createdBy: "event-lake local cloud",
  });
  return writer.getBytes();
}
