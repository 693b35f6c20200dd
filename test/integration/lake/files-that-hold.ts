import { readFileSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";

/**
 * Which of some files hold a text anywhere: Parquet in one of its values, any other, Delta's logs included, in its bytes.
 *
 * @param keys files relative to the folder
 */
export async function filesThatHold(text: string, folder: string, keys: readonly string[]): Promise<string[]> {
  const instance = await DuckDBInstance.create(":memory:", { autoinstall_known_extensions: "false" });
  const connection = await instance.connect();
  try {
    const holding: string[] = [];
    for (const key of keys) {
      const file = path.join(folder, key);
      const inValues =
        key.endsWith(".parquet") &&
        (
          await connection.runAndReadAll(
            "SELECT 1 FROM read_parquet($file) AS stored WHERE contains(stored::VARCHAR, $text)",
            { file, text },
          )
        ).currentRowCount > 0;
      if (inValues || readFileSync(file).includes(text)) holding.push(key);
    }
    return holding;
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
