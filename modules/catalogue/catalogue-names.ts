/** A database of the Glue catalogue. */
interface Database {
  readonly name: string;
}

/** A table of the Glue catalogue. */
interface Table {
  readonly name: string;
  readonly databaseName: string;
}

/**
 * Databases and tables: those that `Catalogue` makes, or those that you have. `deliverySchema` has the columns of
 * `RAW_COLUMNS`, in their order: Firehose writes its Parquet files by it.
 */
export interface ICatalogue {
  readonly rawDatabase: Database;
  readonly lakeDatabase: Database;
  /** The schema of the delivery stream's Parquet files. */
  readonly deliverySchema: Table;
  /** Raw tables by name. */
  readonly rawTables: ReadonlyMap<string, Table>;
  /** Names of the Delta tables that the curation job makes. */
  readonly lakeTables: readonly string[];
}
