import {
  GetDatabaseCommand,
  GetTableCommand,
  GlueClient,
  paginateGetDatabases,
  paginateGetTables,
} from "@aws-sdk/client-glue";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import type { LocalCloud } from "@event-lake/local-cloud";
import type { Environment } from "../../../environments/schema";
import type { EventContract } from "../../../events/event-contracts";
import { LAKE_PREFIXES } from "../../../modules/lake-storage";
import { lakeNames } from "../../lake-names";
import { Findings, type VerdictCheck } from "./findings";
import type { TakenReader } from "./reader-roles";

export interface ReaderViewProps {
  readonly environment: Environment;
  readonly cloud: Pick<LocalCloud, "assume" | "endpoint">;
  readonly readers: readonly TakenReader[];
  readonly granted: (reader: TakenReader) => readonly string[];
  /** Names of the tables that the lake's database has. */
  readonly registered: readonly string[];
}

/** Tables of the lake that a reader is granted. @param registered names of those that its database has */
export function grantedTables(
  { registeredEvents }: Environment,
  contracts: readonly EventContract[],
  registered: readonly string[],
): (reader: Pick<TakenReader, "events" | "personal">) => readonly string[] {
  return ({ events, personal }) => {
    if (events === "all" && personal) return registered;
    const granted = contracts.filter(
      ({ name }) => (events === "all" || events.includes(name)) && registeredEvents.includes(name),
    );
    return granted.map(({ table }) => table).filter((table) => registered.includes(table));
  };
}

/** What a reader sees in the catalogue. */
interface View {
  readonly databases: readonly string[];
  /** Of the lake's database. */
  readonly tables: readonly string[];
}

/**
 * Looks at the catalogue as each reader of the environment's own account, and as Redshift where it reads the lake: it
 * shows what Lake Formation grants, and nothing else.
 */
export async function checkReaders(props: ReaderViewProps): Promise<VerdictCheck> {
  const { environment, readers, granted, registered } = props;
  const { lakeDatabase, rawDatabase } = lakeNames(environment);
  const findings = new Findings("every reader sees the tables that it is granted, and no others");
  for (const reader of readers) {
    compare(reader.principal, await viewOf(props, reader), {
      databases: reader.rawData ? [lakeDatabase, rawDatabase] : [lakeDatabase],
      tables: granted(reader),
    });
  }
  const databaseUsers = environment.externalReaders.redshiftSpectrum?.databaseUsers ?? [];
  for (const user of databaseUsers) {
    compare(user, await redshiftView(props, user), { databases: [lakeDatabase], tables: registered });
  }
  return findings.check(`${readers.length + databaseUsers.length} readers looked at ${registered.length} tables.`);

  function compare(reader: string, seen: View, expected: View): void {
    for (const what of ["databases", "tables"] as const) {
      const [left, right] = [seen[what], expected[what]].map((names) => [...names].sort().join(" "));
      if (left !== right) findings.add(`${reader} sees the ${what} ${left ?? ""} instead of ${right ?? ""}`);
    }
  }
}

async function viewOf(
  { environment, cloud: { endpoint } }: ReaderViewProps,
  { credentials }: TakenReader,
): Promise<View> {
  const { region } = environment;
  const { lakeDatabase } = lakeNames(environment);
  const client = new GlueClient({ endpoint, region, credentials });
  try {
    const databases: string[] = [];
    for await (const { DatabaseList = [] } of paginateGetDatabases({ client }, {})) {
      databases.push(...DatabaseList.map(({ Name = "" }) => Name));
    }
    return { databases, tables: await tablesOf(client, lakeDatabase) };
  } finally {
    client.destroy();
  }
}

/** As Redshift takes the deployed role for one of its users: it asks for the external schema by name, and opens files. */
async function redshiftView({ environment, cloud }: ReaderViewProps, user: string): Promise<View> {
  const { accountId, region } = environment;
  const { lakeDatabase, lakeBucket, spectrumRole } = lakeNames(environment);
  const credentials = cloud.assume({
    roleArn: `arn:aws:iam::${accountId}:role/${spectrumRole}`,
    service: "redshift.amazonaws.com",
    sessionName: "redshift",
    externalId: user,
  });
  const glue = new GlueClient({ endpoint: cloud.endpoint, region, credentials });
  const s3 = new S3Client({ endpoint: cloud.endpoint, region, credentials, forcePathStyle: true });
  try {
    const { Contents: [file] = [] } = await s3.send(
      new ListObjectsV2Command({ Bucket: lakeBucket, Prefix: LAKE_PREFIXES.lake, MaxKeys: 1 }),
    );
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: lakeBucket, Key: file?.Key }));
    await Body?.transformToByteArray();
    return { databases: [lakeDatabase], tables: await tablesOf(glue, lakeDatabase) };
  } finally {
    glue.destroy();
    s3.destroy();
  }
}

/** The tables that are listed, each of which can be looked at by itself, too. */
async function tablesOf(client: GlueClient, database: string): Promise<string[]> {
  await client.send(new GetDatabaseCommand({ Name: database }));
  const tables: string[] = [];
  for await (const { TableList = [] } of paginateGetTables({ client }, { DatabaseName: database })) {
    tables.push(...TableList.map(({ Name = "" }) => Name));
  }
  for (const Name of tables) await client.send(new GetTableCommand({ DatabaseName: database, Name }));
  return tables;
}
