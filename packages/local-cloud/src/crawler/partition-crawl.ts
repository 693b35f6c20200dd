import {
  BatchCreatePartitionCommand,
  GetTableCommand,
  paginateGetPartitions,
  type GlueClient,
  type Table,
} from "@aws-sdk/client-glue";
import { paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import type { Crawler, CrawlerClients } from "./crawlers";

/** Partitions that one BatchCreatePartition takes. @see https://docs.aws.amazon.com/glue/latest/webapi/API_BatchCreatePartition.html */
const PARTITIONS_PER_CALL = 100;

/**
 * A run of a crawler with catalogue targets: finds the folders `<key>=<value>/` under each table's location and registers
 * those that the catalogue does not know. It changes nothing else, as a crawler with the schema change policy LOG.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/crawler-configuration.html
 */
export class PartitionCrawl {
  /** @param clientsOf call as the crawler's role */
  constructor(private readonly clientsOf: CrawlerClients) {}

  /** @throws Error for a target that is not a table of the catalogue */
  async run(crawler: Crawler): Promise<void> {
    const clients = this.clientsOf(crawler.Role);
    const targets = crawler.Targets?.CatalogTargets ?? [];
    for (const { DatabaseName: database, Tables: tables } of targets) {
      for (const name of tables) {
        const { Table: table } = await clients.glue.send(new GetTableCommand({ DatabaseName: database, Name: name }));
        if (table) await addPartitions(clients, database, table);
      }
    }
  }
}

async function addPartitions({ glue, s3 }: ReturnType<CrawlerClients>, database: string, table: Table): Promise<void> {
  const keys = (table.PartitionKeys ?? []).map(({ Name }) => Name ?? "");
  if (keys.length === 0) return;
  const location = table.StorageDescriptor?.Location ?? "";
  if (!location.startsWith("s3://")) {
    throw new Error(
      `Table ${database}.${table.Name ?? ""} has the location "${location}". A crawler reads s3://<bucket>/<prefix>/: set it.`,
    );
  }
  const known = await knownPartitions(glue, database, table.Name ?? "");
  const missing = [...(await partitionFolders(s3, location, keys))].filter(([values]) => !known.has(values));
  for (let start = 0; start < missing.length; start += PARTITIONS_PER_CALL) {
    await glue.send(
      new BatchCreatePartitionCommand({
        DatabaseName: database,
        TableName: table.Name,
        PartitionInputList: missing.slice(start, start + PARTITIONS_PER_CALL).map(([values, folder]) => ({
          Values: values.split("/"),
          // InheritFromTable: a partition is read the way its table is.
          StorageDescriptor: { ...table.StorageDescriptor, Location: folder },
        })),
      }),
    );
  }
}

async function knownPartitions(client: GlueClient, database: string, table: string): Promise<Set<string>> {
  const known = new Set<string>();
  for await (const page of paginateGetPartitions({ client }, { DatabaseName: database, TableName: table })) {
    for (const { Values } of page.Partitions ?? []) known.add((Values ?? []).join("/"));
  }
  return known;
}

/** Folders by the values of their keys, joined with a slash. */
async function partitionFolders(
  client: S3Client,
  location: string,
  keys: readonly string[],
): Promise<Map<string, string>> {
  const { hostname: bucket, pathname } = new URL(location);
  const prefix = `${pathname.slice(1).replace(/\/$/, "")}/`;
  const pattern = new RegExp(`^${keys.map((key) => `${key}=([^/]+)/`).join("")}`);
  const folders = new Map<string, string>();
  for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix })) {
    for (const { Key: key = "" } of page.Contents ?? []) {
      const match = pattern.exec(key.slice(prefix.length));
      if (match) folders.set(match.slice(1).join("/"), `s3://${bucket}/${prefix}${match[0]}`);
    }
  }
  return folders;
}
