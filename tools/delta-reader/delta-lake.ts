import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { DuckDBInstance, type DuckDBConnection, type Json } from "@duckdb/node-api";

/** A row by column; numbers of 64 bits, dates and times are text. */
export type DeltaRow = Readonly<Record<string, Json>>;

/** Nothing may be fetched from the network: the one extension that is needed is loaded from its file. */
const SETTINGS = { threads: "2", autoinstall_known_extensions: "false", autoload_known_extensions: "false" };

/** Delta tables in a folder, read by DuckDB, which shares no code with the Spark that wrote them. */
export class DeltaLake {
  /** Names of the tables, sorted. */
  readonly tables: readonly string[];

  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly folder: string,
  ) {
    this.tables = deltaTables(folder);
  }

  /**
   * Opens the tables below a folder, each a folder with a `_delta_log`. A missing folder is a lake without tables.
   *
   * @param extension file of DuckDB's Delta extension, as `deltaExtension` gives it; a lake without tables needs none
   */
  static async open(folder: string, extension: string | undefined): Promise<DeltaLake> {
    const instance = await DuckDBInstance.create(":memory:", SETTINGS);
    const connection = await instance.connect();
    if (extension !== undefined) await connection.run(`LOAD ${sqlText(extension)}`);
    await connection.run("SET TimeZone = 'UTC'");
    const lake = new DeltaLake(instance, connection, folder);
    await lake.makeViews();
    return lake;
  }

  /** Columns of a table in the order of the table, with DuckDB's names of their types. */
  async columns(table: string): Promise<ReadonlyMap<string, string>> {
    const rows = await this.query(`DESCRIBE lake."${table}"`);
    return new Map(rows.map((row) => [textOf(row["column_name"]) ?? "", textOf(row["column_type"]) ?? ""]));
  }

  /** Every row of a table, some thousand at a time. */
  async *rows(table: string): AsyncGenerator<DeltaRow> {
    const result = await this.connection.stream(`FROM lake."${table}"`);
    for await (const rows of result.yieldRowObjectJson()) yield* rows;
  }

  /** Runs one query; each table is `lake.<name>`. */
  async query(sql: string): Promise<DeltaRow[]> {
    const reader = await this.connection.runAndReadAll(sql);
    return reader.getRowObjectsJson();
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  private async makeViews(): Promise<void> {
    await this.connection.run("CREATE SCHEMA lake");
    for (const table of this.tables) {
      const scan = `delta_scan(${sqlText(path.join(this.folder, table))})`;
      await this.connection.run(`CREATE VIEW lake."${table}" AS FROM ${scan}`);
    }
  }
}

/** A column's value where it is text. */
export function textOf(value: Json | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** Names of the folders that have a Delta log, sorted. */
export function deltaTables(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => existsSync(path.join(folder, name, "_delta_log")))
    .sort();
}

function sqlText(value: string): string {
  return `'${value.replaceAll("'", "''")}'`;
}
