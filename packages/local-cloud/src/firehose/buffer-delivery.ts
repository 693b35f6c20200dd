import { PutObjectCommand } from "@aws-sdk/client-s3";
import type { Clock } from "../clock";
import {
  concatenatedObject,
  convertedObjects,
  type DeliveredObject,
  errorObject,
  type PendingObject,
  type Schema,
} from "./delivered-objects";
import { ErrorBuffer, type PartitionBuffer } from "./delivery-buffer";
import { type DeployedTables, TableNotFoundError, type ObjectStore } from "./deployed-resources";
import type { FormatConversion } from "./destination-settings";
import { UnsupportedSchemaError } from "./glue-schema";

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
   * @param delivered called with every object once it is in S3.
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

  private async schemaOf(conversion: FormatConversion): Promise<Schema> {
    const { databaseName, tableName } = conversion;
    try {
      return await this.writer.persist(
        `Reading Glue table ${databaseName}.${tableName}`,
        () => this.tables.getColumns(conversion),
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

const FIRST_DELAY = 1000;
const MAX_DELAY = 60_000;

/** The engine was stopped while something was not yet delivered. */
export class DeliveryStoppedError extends Error {}

/** Does things again until they succeed, with growing pauses on the clock, until it is stopped. */
export class PersistentWriter {
  constructor(
    /** @param roleArn the delivery stream's */
    private readonly storeOf: (roleArn: string) => ObjectStore,
    private readonly clock: Clock,
    private readonly stopped: AbortSignal,
    private readonly onError: (error: Error) => void,
  ) {}

  /**
   * Puts an object, again and again under the same key until S3 has it. The service gives up after 24 hours and loses
   * the data; this engine never does.
   *
   * @throws DeliveryStoppedError when the engine was stopped before.
   * @see https://docs.aws.amazon.com/firehose/latest/dev/retry.html
   */
  async put(object: PendingObject): Promise<void> {
    const put = () =>
      this.storeOf(object.roleArn).send(
        new PutObjectCommand({
          Bucket: object.bucket,
          Key: object.key,
          Body: object.body,
          ContentType: "application/octet-stream",
          ContentEncoding: object.contentEncoding,
        }),
      );
    await this.persist(`s3://${object.bucket}/${object.key}`, put);
  }

  /**
   * Runs `attempt` until it succeeds, 1 s after the first failure, then twice as long each time, 60 s at most.
   *
   * @param isFinal failures that no further attempt can change; they are thrown.
   * @throws DeliveryStoppedError when the engine was stopped before.
   */
  async persist<Result>(
    what: string,
    attempt: () => Promise<Result>,
    isFinal: (error: unknown) => boolean = () => false,
  ): Promise<Result> {
    for (let delay = FIRST_DELAY; ; delay = Math.min(delay * 2, MAX_DELAY)) {
      if (this.stopped.aborted) {
        throw new DeliveryStoppedError(`${what} was not done: the engine was stopped. Flush it before you stop it.`);
      }
      try {
        return await attempt();
      } catch (error) {
        if (isFinal(error)) {
          throw error;
        }
        const reason = error instanceof Error ? error.message : String(error);
        this.onError(new Error(`${what} failed and is tried again in ${delay} ms: ${reason}`, { cause: error }));
        await this.clock.sleep(delay, this.stopped);
      }
    }
  }
}
