import { setTimeout as wait } from "node:timers/promises";
import {
  type AthenaClient,
  GetQueryExecutionCommand,
  paginateGetQueryResults,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from "@aws-sdk/client-athena";
import type { ResultTable } from "./result-table";

/** Milliseconds between two looks at a query. */
const PAUSE = 500;

export interface AthenaQuery {
  readonly sql: string;
  readonly workgroup: string;
  /** In which a table without a database is looked for. */
  readonly database: string;
  /** Stops the query. */
  readonly signal?: AbortSignal;
}

export interface AthenaResult extends ResultTable {
  readonly bytesScanned: number;
  readonly milliseconds: number;
  /** The object with the result: `s3://...`. */
  readonly location: string;
}

/** @throws Error in Athena's words when the query fails, is refused or is cancelled */
export async function queryAthena(client: AthenaClient, query: AthenaQuery): Promise<AthenaResult> {
  const { sql, workgroup, database, signal } = query;
  const { QueryExecutionId: id } = await client.send(
    new StartQueryExecutionCommand({
      QueryString: sql,
      WorkGroup: workgroup,
      QueryExecutionContext: { Database: database },
    }),
  );
  const stop = () => {
    client.send(new StopQueryExecutionCommand({ QueryExecutionId: id })).catch(() => undefined);
  };
  signal?.addEventListener("abort", stop, { once: true });
  try {
    for (;;) {
      const { QueryExecution: execution } = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
      const { State, StateChangeReason } = execution?.Status ?? {};
      if (State === "FAILED" || State === "CANCELLED") {
        throw new Error(StateChangeReason ?? `The query is ${State}, and Athena does not say why.`);
      }
      if (State === "SUCCEEDED") {
        return {
          ...(await resultOf(client, id)),
          bytesScanned: execution?.Statistics?.DataScannedInBytes ?? 0,
          milliseconds: execution?.Statistics?.TotalExecutionTimeInMillis ?? 0,
          location: execution?.ResultConfiguration?.OutputLocation ?? "",
        };
      }
      await wait(PAUSE);
    }
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

async function resultOf(client: AthenaClient, id: string | undefined): Promise<ResultTable> {
  const columns: string[] = [];
  const rows: (string | undefined)[][] = [];
  for await (const { ResultSet } of paginateGetQueryResults({ client }, { QueryExecutionId: id })) {
    if (columns.length === 0) {
      columns.push(...(ResultSet?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = "" }) => Name));
    }
    rows.push(...(ResultSet?.Rows ?? []).map(({ Data = [] }) => Data.map(({ VarCharValue }) => VarCharValue)));
  }
  // A SELECT's first row repeats the names of its columns; SHOW and DESCRIBE have none.
  const [first] = rows;
  const hasHeader = first?.every((value, index) => value === columns[index]) === true;
  return { columns, rows: hasHeader ? rows.slice(1) : rows };
}
