import type { EventContract } from "../../../events/event-contracts";
import type { DeltaLake, DeltaRow } from "../../delta-reader/delta-lake";
import type { CuratedTable } from "./table-verdict";

export interface ExampleQuery {
  readonly sql: string;
  readonly rows: readonly DeltaRow[];
}

/** A query as an analyst would ask it, of the largest table: by date, with a typed column where there is a number. */
export async function exampleQuery(
  lake: Pick<DeltaLake, "query">,
  tables: readonly CuratedTable[],
  contracts: readonly EventContract[],
): Promise<ExampleQuery | undefined> {
  const [largest] = [...tables].sort((a, b) => b.rows - a.rows);
  if (largest === undefined) return undefined;
  const fields = contracts.find(({ table }) => table === largest.table)?.fields ?? [];
  const number = fields.find(({ columnType }) => columnType === "double" || columnType === "bigint")?.name;
  const average = number === undefined ? "" : `, round(avg(${number}), 2) AS average_${number}`;
  const sql = `SELECT created_date, count(*) AS events${average} FROM lake.${largest.table} GROUP BY created_date ORDER BY created_date DESC LIMIT 5`;
  return { sql, rows: await lake.query(sql) };
}
