import type { AthenaClient } from "@aws-sdk/client-athena";
import type { GlueClient } from "@aws-sdk/client-glue";
import { ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { QUARANTINE_TABLE } from "../../lambda-src/interface";
import { LAKE_PREFIXES } from "../../modules/lake-storage";
import { runJob } from "../glue-runs";
import { queryAthena } from "../query/athena-query";
import { type Selection, type SetAside, Tally, total } from "./redriven";

/** The job tries these again in every run. */
const COMES_BACK_BY_ITSELF = "table_failed";

export interface QuarantineProps {
  readonly athena: AthenaClient;
  readonly glue: GlueClient;
  readonly s3: S3Client;
  readonly bucket: string;
  readonly job: string;
  readonly database: string;
  readonly workgroup: string;
}

/** Rows of one reason that came in files of one folder. */
interface Rows {
  /** `s3://...`, as the job takes it. */
  readonly folder: string;
  readonly reason: string;
  readonly rows: number;
}

/**
 * Rows of the table `quarantine`. The curation job reads the files again that they came in, a folder a run: it stores what its
 * contract takes by now, takes that out of quarantine, and leaves all else as it is, so a repeated run changes nothing.
 */
export class Quarantine implements SetAside {
  readonly counted = "rows";

  constructor(private readonly props: QuarantineProps) {}

  async look(selection: Selection): Promise<ReadonlyMap<string, number>> {
    return byReason(await this.rows(selection));
  }

  async redrive(selection: Selection, onProgress: (text: string) => void) {
    const { glue, job } = this.props;
    const before = await this.rows(selection);
    const folders = [...new Set(before.map(({ folder }) => folder))].sort();
    const expired: string[] = [];
    for (const [index, folder] of folders.entries()) {
      if (!(await this.hasFiles(folder))) {
        expired.push(folder);
        continue;
      }
      await runJob(glue, job, {
        runArguments: { "--reprocess": folder },
        onProgress: (text) => {
          onProgress(`folder ${index + 1} of ${folders.length}, ${folder}: ${text}`);
        },
      });
    }
    const found = total(byReason(before));
    const left = folders.length === 0 ? new Map<string, number>() : byReason(await this.rows(selection));
    const note = `The files of these folders have expired, and their rows stay in ${QUARANTINE_TABLE}: ${expired.join(", ")}.`;
    return { found, done: Math.max(0, found - total(left)), left, ...(expired.length > 0 && { note }) };
  }

  private async hasFiles(folder: string): Promise<boolean> {
    const { s3, bucket } = this.props;
    const Prefix = `${folder.slice(`s3://${bucket}/`.length)}/`;
    const { KeyCount = 0 } = await s3.send(new ListObjectsV2Command({ Bucket: bucket, Prefix, MaxKeys: 1 }));
    return KeyCount > 0;
  }

  private async rows({ since, reason, event }: Selection): Promise<readonly Rows[]> {
    const { athena, database, workgroup, bucket } = this.props;
    const conditions = [
      `reason <> '${COMES_BACK_BY_ITSELF}'`,
      ...(since === undefined ? [] : [`arrived_datetime >= ${literal(since.toISOString())}`]),
      ...(reason === undefined ? [] : [`reason = ${literal(reason)}`]),
      ...(event === undefined ? [] : [`event_name = ${literal(event)}`]),
    ];
    // Of a file that was read with Spark the scheme may be s3a.
    const folder = "regexp_extract(raw_file, '^[a-z0-9]+://[^/]+/(.*)/[^/]*$', 1)";
    const sql = `SELECT ${folder} AS folder, reason, count(*) AS events FROM ${QUARANTINE_TABLE} WHERE ${conditions.join(" AND ")} GROUP BY 1, 2`;
    const { rows } = await queryAthena(athena, { sql, database, workgroup });
    return rows.map(([path = "", why = "", count]) => {
      return { folder: `s3://${bucket}/${reprocessedFolder(path)}`, reason: why, rows: Number(count) };
    });
  }
}

/** Of landing files a day, not each of its hours, is a run. */
export function reprocessedFolder(path: string): string {
  return path.startsWith(LAKE_PREFIXES.landing) ? path.split("/").slice(0, 2).join("/") : path;
}

function byReason(rows: readonly Rows[]): ReadonlyMap<string, number> {
  const tally = new Tally();
  for (const { reason, rows: count } of rows) tally.add(reason, count);
  return tally.counts;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
