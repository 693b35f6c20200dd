import {
  CreateTableCommand,
  GetTableCommand,
  UpdateTableCommand,
  type GlueClient,
  type Table,
  type TableInput,
} from "@aws-sdk/client-glue";
import type { S3Client } from "@aws-sdk/client-s3";
import type { Crawler } from "./crawler";
import { deltaColumns } from "./delta-columns";
import { readDeltaLog, type DeltaTableState } from "./delta-log";

/**
 * A run of a crawler with Delta targets: registers each Delta table that it finds as a native one, and gives a registered
 * table the columns that it gained. A folder without a Delta table is passed over.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/crawler-delta-lake.html
 */
export class DeltaCrawl {
  constructor(
    private readonly glue: GlueClient,
    private readonly s3: S3Client,
  ) {}

  /** @throws Error for a target that this engine does not make tables of */
  async run(crawler: Crawler): Promise<void> {
    for (const target of crawler.Targets?.DeltaTargets ?? []) {
      if (target.CreateNativeDeltaTable !== true || target.WriteManifest === true) {
        throw new Error(
          `Crawler ${crawler.Name}: the local cloud registers native Delta tables only (CreateNativeDeltaTable, without WriteManifest).`,
        );
      }
      for (const location of target.DeltaTables ?? []) {
        const state = await readDeltaLog(this.s3, location);
        if (state) await this.register(crawler, location, state);
      }
    }
  }

  private async register(crawler: Crawler, location: string, state: DeltaTableState): Promise<void> {
    const DatabaseName = crawler.DatabaseName ?? "";
    const TableInput = tableInput(crawler.Name, location, state);
    const known = await this.table(DatabaseName, TableInput.Name ?? "");
    if (known === undefined) {
      await this.glue.send(new CreateTableCommand({ DatabaseName, TableInput }));
      return;
    }
    if (known.StorageDescriptor?.Location !== TableInput.StorageDescriptor?.Location) {
      throw new Error(
        `Crawler ${crawler.Name}: table ${DatabaseName}.${TableInput.Name ?? ""} is at ${known.StorageDescriptor?.Location ?? "no location"} already. Remove one of the two.`,
      );
    }
    const isCurrent = known.Parameters?.["delta.lastUpdateVersion"] === String(state.version);
    if (isCurrent || crawler.SchemaChangePolicy?.UpdateBehavior === "LOG") return;
    await this.glue.send(new UpdateTableCommand({ DatabaseName, TableInput }));
  }

  private async table(DatabaseName: string, Name: string): Promise<Table | undefined> {
    try {
      return (await this.glue.send(new GetTableCommand({ DatabaseName, Name }))).Table;
    } catch (error) {
      if (error instanceof Error && error.name === "EntityNotFoundException") return undefined;
      throw error;
    }
  }
}

/** Partition columns are among the others: a native table's partitions are in its log, and not in the catalogue. */
function tableInput(crawlerName: string, location: string, { version, schemaString }: DeltaTableState): TableInput {
  const plain = location.replace(/\/$/, "");
  return {
    Name: plain.slice(plain.lastIndexOf("/") + 1),
    TableType: "EXTERNAL_TABLE",
    Parameters: {
      EXTERNAL: "TRUE",
      UPDATED_BY_CRAWLER: crawlerName,
      classification: "delta",
      "delta.lastUpdateVersion": String(version),
      "spark.sql.partitionProvider": "catalog",
      "spark.sql.sources.provider": "delta",
    },
    StorageDescriptor: {
      Location: `${plain}/`,
      InputFormat: "org.apache.hadoop.mapred.SequenceFileInputFormat",
      OutputFormat: "org.apache.hadoop.hive.ql.io.HiveSequenceFileOutputFormat",
      SerdeInfo: {
        SerializationLibrary: "org.apache.hadoop.hive.serde2.lazy.LazySimpleSerDe",
        Parameters: { path: `${plain}/`, "serialization.format": "1" },
      },
      Columns: deltaColumns(schemaString),
    },
    PartitionKeys: [],
  };
}
