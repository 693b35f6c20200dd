import { paginateGetPartitions, paginateGetTables, type GlueClient } from "@aws-sdk/client-glue";
import type { LakePartition } from "../reading/lake-reader";
import type { VerdictCheck } from "./findings";

/** Asks the catalogue for every partition of every table, and compares it with the files that are there. */
export async function checkCataloguePartitions(
  glue: GlueClient,
  database: string,
  stored: readonly LakePartition[],
): Promise<VerdictCheck> {
  const catalogued = new Set<string>();
  for await (const page of paginateGetTables({ client: glue }, { DatabaseName: database })) {
    for (const { Name: table = "" } of page.TableList ?? []) {
      for await (const partitions of paginateGetPartitions(
        { client: glue },
        { DatabaseName: database, TableName: table },
      )) {
        for (const { Values = [] } of partitions.Partitions ?? []) catalogued.add(`${table}/${Values.join("/")}`);
      }
    }
  }
  const files = new Set(stored.map(({ table, createdDate }) => `${table}/${createdDate}`));
  const missing = [...files].filter((partition) => !catalogued.has(partition));
  const empty = [...catalogued].filter((partition) => !files.has(partition));
  return {
    name: "the catalogue knows every partition",
    passed: missing.length === 0 && empty.length === 0,
    detail:
      missing.length + empty.length === 0
        ? `${files.size} partitions in ${database}.`
        : `Not in the catalogue: ${missing.slice(0, 5).join(", ") || "none"}. Without files: ${empty.slice(0, 5).join(", ") || "none"}.`,
  };
}
