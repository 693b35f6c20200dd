import {
  CreateTableCommand,
  GetTableCommand,
  UpdateTableCommand,
  type GlueClient,
  type Table,
  type TableInput,
} from "@aws-sdk/client-glue";
import { type S3Client, GetObjectCommand, paginateListObjectsV2 } from "@aws-sdk/client-s3";
import type { Crawler, CrawlerClients } from "./crawlers";

/**
 * A run of a crawler with Delta targets: registers each Delta table that it finds as a native one, and gives a registered
 * table the columns that it gained. A folder without a Delta table is passed over.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/crawler-delta-lake.html
 */
export class DeltaCrawl {
  /** @param clientsOf call as the crawler's role */
  constructor(private readonly clientsOf: CrawlerClients) {}

  /** @throws Error for a target that this engine does not make tables of */
  async run(crawler: Crawler): Promise<void> {
    const { glue, s3 } = this.clientsOf(crawler.Role);
    for (const target of crawler.Targets?.DeltaTargets ?? []) {
      if (target.CreateNativeDeltaTable !== true || target.WriteManifest === true) {
        throw new Error(
          `Crawler ${crawler.Name}: the local cloud registers native Delta tables only (CreateNativeDeltaTable, without WriteManifest).`,
        );
      }
      for (const location of target.DeltaTables ?? []) {
        const state = await readDeltaLog(s3, location);
        if (state) await register(glue, crawler, location, state);
      }
    }
  }
}

async function register(glue: GlueClient, crawler: Crawler, location: string, state: DeltaTableState): Promise<void> {
  const DatabaseName = crawler.DatabaseName ?? "";
  const TableInput = tableInput(crawler.Name, location, state);
  const known = await knownTable(glue, DatabaseName, TableInput.Name ?? "");
  if (known === undefined) {
    await glue.send(new CreateTableCommand({ DatabaseName, TableInput }));
    return;
  }
  if (known.StorageDescriptor?.Location !== TableInput.StorageDescriptor?.Location) {
    throw new Error(
      `Crawler ${crawler.Name}: table ${DatabaseName}.${TableInput.Name ?? ""} is at ${known.StorageDescriptor?.Location ?? "no location"} already. Remove one of the two.`,
    );
  }
  const isCurrent = known.Parameters?.["delta.lastUpdateVersion"] === String(state.version);
  if (isCurrent || crawler.SchemaChangePolicy?.UpdateBehavior === "LOG") return;
  await glue.send(new UpdateTableCommand({ DatabaseName, TableInput }));
}

async function knownTable(glue: GlueClient, DatabaseName: string, Name: string): Promise<Table | undefined> {
  try {
    return (await glue.send(new GetTableCommand({ DatabaseName, Name }))).Table;
  } catch (error) {
    if (error instanceof Error && error.name === "EntityNotFoundException") return undefined;
    throw error;
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

/** What the newest state of a Delta table's log says. */
export interface DeltaTableState {
  /** Version of the newest commit. */
  readonly version: number;
  readonly schemaString: string;
}

/** Name of a commit's file: its version in 20 digits. */
const COMMIT = /\/_delta_log\/(\d{20})\.json$/;

/**
 * Reads the schema of a Delta table from the JSON commits of its log, newest first.
 *
 * @param location `s3://<bucket>/<prefix>`, with or without a slash at the end
 * @returns undefined when there is no Delta table
 * @throws Error when the commit that has the schema is gone, since a checkpoint has taken its place
 * @see https://github.com/delta-io/delta/blob/v3.3.0/PROTOCOL.md#delta-log-entries
 */
export async function readDeltaLog(s3: S3Client, location: string): Promise<DeltaTableState | undefined> {
  const { hostname: bucket, pathname } = new URL(location);
  const prefix = `${pathname.slice(1).replace(/\/$/, "")}/_delta_log/`;
  const commits: string[] = [];
  for await (const page of paginateListObjectsV2({ client: s3 }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key: key = "" } of page.Contents ?? []) if (COMMIT.test(`/${key}`)) commits.push(key);
  }
  commits.sort();
  const newest = commits.at(-1);
  if (newest === undefined) return undefined;
  for (const key of [...commits].reverse()) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
    const text = (await Body?.transformToString()) ?? "";
    const actions = text
      .split("\n")
      .filter((line) => line.trim() !== "")
      .map((line) => JSON.parse(line) as { readonly metaData?: { readonly schemaString: string } });
    const metaData = actions.findLast((action) => action.metaData !== undefined)?.metaData;
    if (metaData) return { version: Number(COMMIT.exec(`/${newest}`)?.[1]), schemaString: metaData.schemaString };
  }
  throw new Error(
    `${location}: no commit of its log that is left has the schema; a checkpoint has it, which the local cloud does not read. Test it on AWS.`,
  );
}

/** A column as Glue writes it. */
export interface DeltaColumn {
  readonly Name: string;
  readonly Type: string;
}

type DeltaType =
  | string
  | { readonly type: "struct"; readonly fields: readonly DeltaField[] }
  | { readonly type: "array"; readonly elementType: DeltaType }
  | { readonly type: "map"; readonly keyType: DeltaType; readonly valueType: DeltaType };

interface DeltaField {
  readonly name: string;
  readonly type: DeltaType;
}

/** Primitive types whose name in Hive is another. */
const HIVE_NAMES: Readonly<Record<string, string>> = {
  byte: "tinyint",
  short: "smallint",
  integer: "int",
  long: "bigint",
  timestamp_ntz: "timestamp",
};

/**
 * The columns of a Delta table, from the schema in its log.
 *
 * @param schemaString of the log's metaData action
 * @see https://github.com/delta-io/delta/blob/v3.3.0/PROTOCOL.md#schema-serialization-format
 */
export function deltaColumns(schemaString: string): DeltaColumn[] {
  const { fields } = JSON.parse(schemaString) as { fields: readonly DeltaField[] };
  return fields.map(({ name, type }) => ({ Name: name, Type: hiveType(type) }));
}

function hiveType(type: DeltaType): string {
  if (typeof type === "string") return HIVE_NAMES[type] ?? type;
  switch (type.type) {
    case "struct":
      return `struct<${type.fields.map((field) => `${field.name}:${hiveType(field.type)}`).join(",")}>`;
    case "array":
      return `array<${hiveType(type.elementType)}>`;
    case "map":
      return `map<${hiveType(type.keyType)},${hiveType(type.valueType)}>`;
  }
}
