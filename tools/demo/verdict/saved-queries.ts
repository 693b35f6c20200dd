import { AthenaClient, GetNamedQueryCommand, type NamedQuery, paginateListNamedQueries } from "@aws-sdk/client-athena";
import { HeadObjectCommand, S3Client } from "@aws-sdk/client-s3";
import type { LocalCloud } from "@event-lake/local-cloud";
import type { Environment } from "../../../environments/schema";
import { queryAthena } from "../../query/athena-query";
import { lakeNames } from "../../lake-names";
import { Findings, type VerdictCheck } from "./findings";
import type { TakenReader } from "./reader-roles";

export interface SavedQueriesProps {
  readonly environment: Environment;
  readonly cloud: Pick<LocalCloud, "endpoint">;
  readonly readers: readonly TakenReader[];
  /** Tables that a reader is granted. */
  readonly granted: (reader: TakenReader) => readonly string[];
}

/**
 * Runs every saved query of the environment's workgroup as every reader, through Athena's API: it reads what the reader is
 * granted, leaves the result encrypted as the workgroup says, and is refused everything else.
 */
export async function checkSavedQueries(props: SavedQueriesProps): Promise<VerdictCheck> {
  const findings = new Findings("every saved query reads what its reader is granted, and nothing else");
  let succeeded = 0;
  let refused = 0;
  let rows = 0;
  for (const reader of props.readers) {
    const granted = new Set(props.granted(reader));
    const configuration = {
      endpoint: props.cloud.endpoint,
      region: props.environment.region,
      credentials: reader.credentials,
    };
    const athena = new AthenaClient(configuration);
    const s3 = new S3Client({ ...configuration, forcePathStyle: true });
    try {
      for (const { Name: table = "", QueryString: sql = "", Database: database = "" } of await savedQueries(
        athena,
        props.environment,
      )) {
        const ended = await outcome(athena, s3, { sql, database, environment: props.environment });
        if (granted.has(table) && typeof ended === "string") findings.add(`${reader.principal}, ${table}: ${ended}`);
        if (!granted.has(table) && typeof ended !== "string") findings.add(`${reader.principal} may read ${table}`);
        if (typeof ended === "string") refused += 1;
        else {
          succeeded += 1;
          rows += ended.rows;
          if (ended.encryption !== wantedEncryption(props.environment)) {
            findings.add(`the result of ${table} is encrypted by ${ended.encryption ?? "nothing"}`);
          }
        }
      }
    } finally {
      athena.destroy();
      s3.destroy();
    }
  }
  // Queries that read nothing would prove nothing.
  if (rows === 0) findings.add("no query found a row");
  return findings.check(`${succeeded} read ${rows} rows, ${refused} were refused.`);
}

async function savedQueries(client: AthenaClient, environment: Environment): Promise<readonly NamedQuery[]> {
  const queries: NamedQuery[] = [];
  const { workgroup } = lakeNames(environment);
  for await (const { NamedQueryIds = [] } of paginateListNamedQueries({ client }, { WorkGroup: workgroup })) {
    for (const NamedQueryId of NamedQueryIds) {
      const { NamedQuery: query } = await client.send(new GetNamedQueryCommand({ NamedQueryId }));
      if (query !== undefined) queries.push(query);
    }
  }
  return queries;
}

interface AskedQuery {
  readonly sql: string;
  readonly database: string;
  readonly environment: Environment;
}

/** What a query that succeeded left, or Athena's words. */
async function outcome(
  athena: AthenaClient,
  s3: S3Client,
  { sql, database, environment }: AskedQuery,
): Promise<{ readonly rows: number; readonly encryption: string | undefined } | string> {
  try {
    const { workgroup } = lakeNames(environment);
    const { rows, location } = await queryAthena(athena, { sql, database, workgroup });
    const { hostname: Bucket, pathname } = new URL(location);
    const stored = await s3.send(new HeadObjectCommand({ Bucket, Key: pathname.slice(1) }));
    return { rows: rows.length, encryption: stored.ServerSideEncryption };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function wantedEncryption({ encryption }: Environment): string {
  return encryption === "customer-managed" ? "aws:kms" : "AES256";
}
