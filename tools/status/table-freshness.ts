import { GetObjectCommand, ListObjectsV2Command, paginateListObjectsV2, type S3Client } from "@aws-sdk/client-s3";
import { LAKE_PREFIXES } from "../../modules/lake-storage";

export interface TableFreshness {
  readonly table: string;
  /** When the newest event that can be queried arrived on the stream; undefined when the last commits do not say. */
  readonly newestArrival?: Date;
}

/** Tables that are looked at at a time. */
const CONCURRENCY = 8;
/** Commits that are read, the newest first: compaction and erasure bring no events. */
const COMMITS_READ = 5;

/**
 * The newest event of each Delta table, from the statistics in its log: a list and a small object or two a table, whatever the
 * table's size.
 *
 * @see https://github.com/delta-io/delta/blob/master/PROTOCOL.md#per-file-statistics
 */
export async function tableFreshness(s3: S3Client, bucket: string): Promise<readonly TableFreshness[]> {
  const waiting = await tables(s3, bucket);
  const found: TableFreshness[] = [];
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      for (let table = waiting.pop(); table !== undefined; table = waiting.pop()) {
        found.push({ table, newestArrival: await newestArrival(s3, bucket, table) });
      }
    }),
  );
  return found.sort((left, right) => (left.table < right.table ? -1 : 1));
}

async function tables(s3: S3Client, Bucket: string): Promise<string[]> {
  const names: string[] = [];
  let ContinuationToken: string | undefined;
  do {
    const page = await s3.send(
      new ListObjectsV2Command({ Bucket, Prefix: LAKE_PREFIXES.lake, Delimiter: "/", ContinuationToken }),
    );
    for (const { Prefix = "" } of page.CommonPrefixes ?? []) names.push(Prefix.slice(LAKE_PREFIXES.lake.length, -1));
    ContinuationToken = page.NextContinuationToken;
  } while (ContinuationToken !== undefined);
  return names;
}

async function newestArrival(s3: S3Client, Bucket: string, table: string): Promise<Date | undefined> {
  const commits: string[] = [];
  const Prefix = `${LAKE_PREFIXES.lake}${table}/_delta_log/`;
  for await (const { Contents = [] } of paginateListObjectsV2({ client: s3 }, { Bucket, Prefix })) {
    for (const { Key = "" } of Contents) if (/\/\d{20}\.json$/.test(Key)) commits.push(Key);
  }
  for (const Key of commits.sort().reverse().slice(0, COMMITS_READ)) {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key }));
    const newest = newestInCommit((await Body?.transformToString()) ?? "");
    if (newest !== undefined) return newest;
  }
  return undefined;
}

/** The latest arrival among the files that a commit adds with new rows; undefined when it adds none. */
export function newestInCommit(commit: string): Date | undefined {
  let newest: string | undefined;
  for (const line of commit.split("\n")) {
    if (!line.startsWith('{"add"')) continue;
    const { add } = JSON.parse(line) as { readonly add: { readonly dataChange?: boolean; readonly stats?: string } };
    if (add.dataChange !== true || add.stats === undefined) continue;
    const { maxValues } = JSON.parse(add.stats) as { readonly maxValues?: { readonly arrived_datetime?: string } };
    const latest = maxValues?.arrived_datetime;
    if (latest !== undefined && latest > (newest ?? "")) newest = latest;
  }
  return newest === undefined ? undefined : new Date(newest);
}
