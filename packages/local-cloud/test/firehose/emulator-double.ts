import type {
  DescribeDeliveryStreamCommand,
  DescribeDeliveryStreamOutput,
  ExtendedS3DestinationDescription,
} from "@aws-sdk/client-firehose";
import type { Column, GetTableCommand, GetTableResponse } from "@aws-sdk/client-glue";
import type { PutObjectCommand, PutObjectOutput } from "@aws-sdk/client-s3";

import type { DeliveryStreamCatalog, ObjectStore, TableCatalog } from "../../src/firehose/deployed-resources";

export type Destination = Partial<ExtendedS3DestinationDescription>;

/** Answers as Firehose does for one stream named `events`. */
export class DeliveryStreamDouble implements DeliveryStreamCatalog {
  status: "ACTIVE" | "CREATING" = "ACTIVE";
  type: "DirectPut" | "KinesisStreamAsSource" = "DirectPut";
  versionId = "1";
  described = 0;
  deleted = false;

  constructor(public destination: Destination) {}

  send(command: DescribeDeliveryStreamCommand): Promise<DescribeDeliveryStreamOutput> {
    this.described += 1;
    if (command.input.DeliveryStreamName !== "events" || this.deleted) {
      return Promise.reject(namedError("ResourceNotFoundException"));
    }
    return Promise.resolve({
      DeliveryStreamDescription: {
        DeliveryStreamName: "events",
        DeliveryStreamARN: "arn:aws:firehose:eu-west-1:123456789012:deliverystream/events",
        DeliveryStreamStatus: this.status,
        DeliveryStreamType: this.type,
        VersionId: this.versionId,
        HasMoreDestinations: false,
        Destinations: [
          {
            DestinationId: "destinationId-000000000001",
            ExtendedS3DestinationDescription: {
              RoleARN: "arn:aws:iam::123456789012:role/firehose",
              BucketARN: "arn:aws:s3:::lake",
              BufferingHints: { SizeInMBs: 64, IntervalInSeconds: 60 },
              CompressionFormat: "UNCOMPRESSED",
              EncryptionConfiguration: { NoEncryptionConfig: "NoEncryption" },
              ...this.destination,
            },
          },
        ],
      },
    });
  }
}

/** Answers as Glue does for the one table `raw_data.events`. */
export class TableDouble implements TableCatalog {
  constructor(public columns: Column[]) {}

  send(command: GetTableCommand): Promise<GetTableResponse> {
    return command.input.DatabaseName === "raw_data" && command.input.Name === "events"
      ? Promise.resolve({ Table: { Name: "events", StorageDescriptor: { Columns: this.columns } } })
      : Promise.reject(namedError("EntityNotFoundException"));
  }
}

/** Keeps objects in memory; refuses the next `failures` of them. */
export class ObjectStoreDouble implements ObjectStore {
  readonly objects = new Map<string, Uint8Array>();
  failures = 0;
  attempts: string[] = [];

  send(command: PutObjectCommand): Promise<PutObjectOutput> {
    const { Key: key = "", Body: body } = command.input;
    this.attempts.push(key);
    if (this.failures > 0) {
      this.failures -= 1;
      return Promise.reject(namedError("ServiceUnavailable"));
    }
    if (!(body instanceof Uint8Array)) {
      throw new Error("The body of an object is expected to be bytes.");
    }
    this.objects.set(key, body);
    return Promise.resolve({});
  }

  /** Keys that begin with `prefix`, sorted. */
  keys(prefix = ""): string[] {
    return [...this.objects.keys()].filter((key) => key.startsWith(prefix)).sort();
  }

  /** Text of the one object whose key begins with `prefix`. */
  text(prefix: string): string {
    return Buffer.from(this.only(prefix)).toString();
  }

  /** Bytes of the one object whose key begins with `prefix`. */
  only(prefix: string): Uint8Array {
    const [key, ...others] = this.keys(prefix);
    const bytes = this.objects.get(key ?? "");
    if (bytes === undefined || others.length > 0) {
      throw new Error(`Expected one object under ${prefix}, found: ${this.keys().join(", ")}`);
    }
    return bytes;
  }

  /** The JSON lines of the one object whose key begins with `prefix`. */
  lines(prefix: string): Record<string, unknown>[] {
    return this.text(prefix)
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  }
}

/** A destination that partitions by `type` and converts to Parquet. */
export const PARTITIONED_PARQUET: Destination = {
  Prefix: "raw/!{partitionKeyFromQuery:type}/",
  ErrorOutputPrefix: "errors/!{firehose:error-output-type}/",
  DynamicPartitioningConfiguration: { Enabled: true },
  ProcessingConfiguration: {
    Enabled: true,
    Processors: [
      { Type: "RecordDeAggregation", Parameters: [{ ParameterName: "SubRecordType", ParameterValue: "JSON" }] },
      {
        Type: "MetadataExtraction",
        Parameters: [
          { ParameterName: "MetadataExtractionQuery", ParameterValue: "{type: .type}" },
          { ParameterName: "JsonParsingEngine", ParameterValue: "JQ-1.6" },
        ],
      },
    ],
  },
  DataFormatConversionConfiguration: {
    Enabled: true,
    SchemaConfiguration: {
      RoleARN: "arn:aws:iam::123456789012:role/firehose",
      DatabaseName: "raw_data",
      TableName: "events",
    },
    InputFormatConfiguration: { Deserializer: { OpenXJsonSerDe: {} } },
    OutputFormatConfiguration: { Serializer: { ParquetSerDe: {} } },
  },
};

/** Bytes of a value as JSON, or of a text as it is. */
export function record(value: unknown): Uint8Array {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value));
}

function namedError(name: string): Error {
  return Object.assign(new Error(name), { name });
}
