import { GetTableCommand } from "@aws-sdk/client-glue";

import type { Clock } from "../clock";
import { ClockCache } from "./clock-cache";
import type { TableCatalog } from "./emulator-clients";
import { type GlueColumn, parseColumns } from "./glue-schema";

/** Milliseconds for which a table's columns are taken as they are. */
const LIFETIME = 1000;

/** The schema's table does not exist. */
export class TableNotFoundError extends Error {}

/** The Glue tables as they are deployed now, read back from the emulator. */
export class DeployedTables {
  private readonly columns: ClockCache<GlueColumn[]>;

  constructor(
    private readonly catalog: TableCatalog,
    clock: Clock,
  ) {
    this.columns = new ClockCache(clock, LIFETIME);
  }

  /**
   * The table's columns, without its partition keys: those are in the path of an object, not in it.
   *
   * @throws TableNotFoundError when there is no such table; UnsupportedSchemaError when Parquet cannot hold a column.
   */
  getColumns(databaseName: string, tableName: string): Promise<GlueColumn[]> {
    return this.columns.get(`${databaseName}.${tableName}`, async () => {
      const command = new GetTableCommand({ DatabaseName: databaseName, Name: tableName });
      try {
        const { Table: table } = await this.catalog.send(command);
        return parseColumns(`${databaseName}.${tableName}`, table?.StorageDescriptor?.Columns ?? []);
      } catch (error) {
        if (error instanceof Error && error.name === "EntityNotFoundException") {
          throw new TableNotFoundError(
            `The specified table/database could not be found: ${databaseName}.${tableName}. Create it.`,
            { cause: error },
          );
        }
        throw error;
      }
    });
  }
}
