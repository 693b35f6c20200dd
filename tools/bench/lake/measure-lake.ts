import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { localSpark } from "../../spark/local-spark";
import type { MeasureProps } from "../report/report";
import { LakeSpark } from "./lake-spark";
import { type CompactionResult, type CompactionSizes, measureCompaction } from "./measure-compaction";
import { type GrowthResult, type GrowthSizes, measureGrowth } from "./measure-growth";
import { type JobRow, type JobSizes, measureJobs } from "./measure-jobs";
import { measureScans, type ScanRow, type ScanSizes } from "./measure-scans";

export interface LakeSizes {
  readonly scans: ScanSizes;
  readonly compaction: CompactionSizes;
  readonly jobs: JobSizes;
  readonly growth: GrowthSizes;
}

export interface LakeResult {
  readonly sizes: LakeSizes;
  readonly scans: readonly ScanRow[];
  readonly compaction: CompactionResult;
  readonly jobs: readonly JobRow[];
  readonly growth: GrowthResult;
}

const SIZES: LakeSizes = {
  scans: { types: 100, eventsPerType: 4_000 },
  compaction: { runsADay: 24, eventsARun: 5_000, queries: { warm_up: 5, runs: 11 } },
  jobs: { types: 100, fewTypes: 10, eventsARun: 50_000 },
  growth: {
    ...{ tables: 100, oldFiles: [100, 100_000, 1_000_000] },
    ...{ storedRows: [70_000, 2_000_000], insertedRows: 10_000, inserts: 7 },
  },
};
const QUICK_SIZES: LakeSizes = {
  scans: { types: 20, eventsPerType: 500 },
  compaction: { runsADay: 4, eventsARun: 500, queries: { warm_up: 1, runs: 3 } },
  jobs: { types: 4, fewTypes: 2, eventsARun: 2_000 },
  growth: { tables: 20, oldFiles: [20, 20_000], storedRows: [7_000, 70_000], insertedRows: 1_000, inserts: 3 },
};

/**
 * What the curation job's tables are like to query, and how long its runs take: real Spark and Delta, on local files.
 *
 * @throws Error naming what is missing when Spark cannot run here
 */
export async function measureLake({ quick, onProgress }: MeasureProps): Promise<LakeResult> {
  const sizes = quick ? QUICK_SIZES : SIZES;
  const spark = new LakeSpark(await localSpark({ s3: false }, onProgress));
  const folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-bench-"));
  const duckdb = await DuckDBInstance.create(":memory:");
  const connection = await duckdb.connect();
  const bench = { spark, folder, duckdb: connection, onProgress };
  try {
    return {
      sizes,
      scans: await measureScans(bench, sizes.scans),
      compaction: await measureCompaction(bench, sizes.compaction),
      jobs: await measureJobs(bench, sizes.jobs),
      growth: await measureGrowth(bench, sizes.growth),
    };
  } finally {
    connection.closeSync();
    duckdb.closeSync();
    rmSync(folder, { recursive: true, force: true });
  }
}
