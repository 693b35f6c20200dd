import { GetObjectCommand, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";

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
