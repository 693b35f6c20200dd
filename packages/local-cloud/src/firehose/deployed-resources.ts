import {
  DescribeDeliveryStreamCommand,
  type DescribeDeliveryStreamOutput,
  type DeliveryStreamDescription,
} from "@aws-sdk/client-firehose";
import { GetTableCommand, type GetTableResponse } from "@aws-sdk/client-glue";
import type { PutObjectCommand, PutObjectOutput } from "@aws-sdk/client-s3";
import type { Clock } from "../clock";
import { validateDestination, unsupportedSettings } from "./destination-rules";
import { type DestinationSettings, type FormatConversion, readSettings } from "./destination-settings";
import { PutRefusedError } from "./put-records";
import { type GlueColumn, parseColumns } from "./glue-schema";

/** Where delivery streams are described; a `FirehoseClient` is one. */
export interface DeliveryStreamCatalog {
  send(command: DescribeDeliveryStreamCommand): Promise<DescribeDeliveryStreamOutput>;
}

/** Where tables are described; a `GlueClient` is one. */
export interface TableCatalog {
  send(command: GetTableCommand): Promise<GetTableResponse>;
}

/** Where objects are put; an `S3Client` is one. */
export interface ObjectStore {
  send(command: PutObjectCommand): Promise<PutObjectOutput>;
}

/** Milliseconds for which a description is taken as it is: an updated stream or table is seen within this time. */
const LIFETIME = 1000;

/** A delivery stream that can take records. */
export interface DeployedDeliveryStream {
  readonly settings: DestinationSettings;
  /** Whether producers put records (`DirectPut`); otherwise the service itself reads them from a source. */
  readonly directPut: boolean;
}

/** The delivery streams as they are deployed now, read back from the emulator. */
export class DeployedDeliveryStreams {
  private readonly streams: ClockCache<DeployedDeliveryStream>;

  constructor(
    private readonly catalog: DeliveryStreamCatalog,
    clock: Clock,
  ) {
    this.streams = new ClockCache(clock, LIFETIME);
  }

  /**
   * @throws PutRefusedError `ResourceNotFoundException` when there is no such stream or it is not ACTIVE,
   * `InvalidArgumentException` when its destination is none that the service, or this engine, would accept.
   */
  get(name: string): Promise<DeployedDeliveryStream> {
    return this.streams.get(name, () => this.read(name));
  }

  /** Asks anew the next time: the stream was deleted. */
  forget(name: string): void {
    this.streams.forget(name);
  }

  private async read(name: string): Promise<DeployedDeliveryStream> {
    const stream = await this.describe(name);
    const destinations = stream.Destinations?.[0];
    const destination = destinations?.ExtendedS3DestinationDescription ?? destinations?.S3DestinationDescription;
    if (destination === undefined) {
      throw new PutRefusedError(
        "InvalidArgumentException",
        `Delivery stream ${name} has no S3 destination, and the local cloud delivers to no other. Test it on AWS.`,
      );
    }
    const messages = [...validateDestination(destination), ...unsupportedSettings(destination)];
    if (messages.length > 0) {
      throw new PutRefusedError(
        "InvalidArgumentException",
        `Delivery stream ${name} has a destination that cannot be used. Correct its configuration: ${messages.join(" ")}`,
      );
    }
    return {
      settings: readSettings(stream, {
        ...destination,
        BucketARN: destination.BucketARN,
        RoleARN: destination.RoleARN,
      }),
      directPut: (stream.DeliveryStreamType ?? "DirectPut") === "DirectPut",
    };
  }

  private async describe(name: string): Promise<DeliveryStreamDescription> {
    let stream: DeliveryStreamDescription | undefined;
    try {
      const command = new DescribeDeliveryStreamCommand({ DeliveryStreamName: name });
      stream = (await this.catalog.send(command)).DeliveryStreamDescription;
    } catch (error) {
      if (error instanceof Error && error.name === "ResourceNotFoundException") {
        throw new PutRefusedError("ResourceNotFoundException", `Delivery stream ${name} not found. Create it first.`, {
          cause: error,
        });
      }
      throw error;
    }
    if (stream?.DeliveryStreamStatus !== "ACTIVE") {
      throw new PutRefusedError(
        "ResourceNotFoundException",
        `Delivery stream ${name} is ${stream?.DeliveryStreamStatus ?? "not described"}, not ACTIVE. Wait until it is.`,
      );
    }
    return stream;
  }
}

/** A table, and the role that reads it. */
export type SchemaTable = Pick<FormatConversion, "databaseName" | "tableName" | "roleArn">;

/** The schema's table does not exist. */
export class TableNotFoundError extends Error {}

/** The Glue tables as they are deployed now, read back from the emulator. */
export class DeployedTables {
  private readonly columns: ClockCache<GlueColumn[]>;

  constructor(
    private readonly catalogOf: (roleArn: string) => TableCatalog,
    clock: Clock,
  ) {
    this.columns = new ClockCache(clock, LIFETIME);
  }

  /**
   * The table's columns, without its partition keys: those are in the path of an object, not in it.
   *
   * @throws TableNotFoundError when there is no such table; UnsupportedSchemaError when Parquet cannot hold a column.
   */
  getColumns({ databaseName, tableName, roleArn }: SchemaTable): Promise<GlueColumn[]> {
    return this.columns.get(`${roleArn} ${databaseName}.${tableName}`, async () => {
      const command = new GetTableCommand({ DatabaseName: databaseName, Name: tableName });
      try {
        const { Table: table } = await this.catalogOf(roleArn).send(command);
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

/**
 * Remembers what was loaded under a name for some time on a clock. A load that fails is not remembered; callers that ask
 * while it runs share it.
 */
export class ClockCache<Value> {
  private readonly entries = new Map<string, { readonly value: Promise<Value>; readonly loadedAt: number }>();

  /** @param lifetime milliseconds for which a value is taken as it is. */
  constructor(
    private readonly clock: Clock,
    private readonly lifetime: number,
  ) {}

  forget(name: string): void {
    this.entries.delete(name);
  }

  /** The value under `name`, from `load` when there is none or it is too old. Rejects as `load` does. */
  async get(name: string, load: () => Promise<Value>): Promise<Value> {
    const known = this.entries.get(name);
    if (known !== undefined && this.clock.now() - known.loadedAt < this.lifetime) {
      return known.value;
    }
    const entry = { value: load(), loadedAt: this.clock.now() };
    this.entries.set(name, entry);
    try {
      return await entry.value;
    } catch (error) {
      if (this.entries.get(name) === entry) {
        this.entries.delete(name);
      }
      throw error;
    }
  }
}
