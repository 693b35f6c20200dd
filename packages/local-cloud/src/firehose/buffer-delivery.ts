import type { Clock } from "../clock";
import {
  concatenatedObject,
  convertedObjects,
  type DeliveredObject,
  errorObject,
  type Schema,
} from "./delivered-objects";
import { ErrorBuffer, type PartitionBuffer } from "./delivery-buffer";
import { type DeployedTables, TableNotFoundError } from "./deployed-tables";
import type { FormatConversion } from "./destination-settings";
import { UnsupportedSchemaError } from "./glue-schema";
import type { PersistentWriter } from "./persistent-writer";

/** Makes objects of buffers and puts them into S3. */
export class BufferDelivery {
  constructor(
    private readonly clock: Clock,
    private readonly tables: DeployedTables,
    private readonly writer: PersistentWriter,
    private readonly onError: (error: Error) => void,
  ) {}

  /**
   * Delivers a buffer. The table is read when the buffer is delivered, so that a column which was added meanwhile is
   * there; without a usable table every record goes to the error output.
   *
   * @param delivered told of every object once it is in S3.
   * @throws DeliveryStoppedError when the engine is stopped before.
   */
  async deliver(buffer: PartitionBuffer | ErrorBuffer, delivered: (object: DeliveredObject) => void): Promise<void> {
    for (const object of await this.objectsOf(buffer)) {
      await this.writer.put(object);
      delivered(object);
    }
  }

  private async objectsOf(buffer: PartitionBuffer | ErrorBuffer): Promise<DeliveredObject[]> {
    if (buffer instanceof ErrorBuffer) {
      return [errorObject(buffer)];
    }
    const { conversion } = buffer.settings;
    return conversion === undefined
      ? [await concatenatedObject(buffer)]
      : convertedObjects(buffer, conversion, await this.schemaOf(conversion), this.clock.now());
  }

  private async schemaOf({ databaseName, tableName }: FormatConversion): Promise<Schema> {
    try {
      return await this.writer.persist(
        `Reading Glue table ${databaseName}.${tableName}`,
        () => this.tables.getColumns(databaseName, tableName),
        hasNoSchema,
      );
    } catch (error) {
      if (!hasNoSchema(error)) {
        throw error;
      }
      this.onError(error);
      const reason = error instanceof TableNotFoundError ? "EntityNotFound" : "InvalidSchema";
      return { errorCode: `DataFormatConversion.${reason}`, errorMessage: error.message };
    }
  }
}

function hasNoSchema(error: unknown): error is TableNotFoundError | UnsupportedSchemaError {
  return error instanceof TableNotFoundError || error instanceof UnsupportedSchemaError;
}
