import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { buildSync } from "esbuild";
import { LOOPBACK_ENVIRONMENT, startDynalite } from "../stores/dynalite-process";
import { STORE_KINDS, STORE_TABLES, type StoreKind } from "../stores/stores";
import { median } from "../report/numbers";
import { WINDOW_SECONDS } from "../traffic/stream-scenario";
import { type BatchFiles, writeBatchFiles, writeHistory } from "./batch-files";
import type { BucketGeometry } from "../../../lambda-src/interface";
import type { MeasureProps } from "../report/report";

/** The task of a worker, as JSON in its first argument. */
export interface WorkerTask {
  readonly kind: StoreKind;
  readonly table: string;
  readonly geometry: BucketGeometry;
  readonly windowSeconds: number;
  /** Files with a batch each, a JSON array of Kinesis records: first those that warm up, then those that are measured. */
  readonly warmUpFiles: readonly string[];
  readonly measuredFiles: readonly string[];
}

/** What a worker prints, as JSON. */
export interface WorkerResult {
  readonly events: number;
  /** Processor time of all threads, user and system. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Resident set size at its largest, from the start of the process. */
  readonly peakBytes: number;
}

const run = promisify(execFile);

export const BATCH_SIZES = [100, 1_000, 10_000] as const;

/** Medians of the runs. */
export interface ThroughputFigures {
  readonly eventsPerCpuSecond: number;
  readonly eventsPerSecond: number;
  readonly peakBytes: number;
}

export interface ThroughputRow {
  readonly batchSize: number;
  readonly lateShare: number;
  readonly figures: Readonly<Record<StoreKind, ThroughputFigures>>;
}

export interface ThroughputResult {
  readonly runs: number;
  /** Events that each run began with, before those that are measured. */
  readonly warmUpEvents: number;
  readonly rows: readonly ThroughputRow[];
}

const TABLE = "index";

/** Events that a run measures, at least one batch. A store that is slow needs fewer for the same time. */
const MEASURED_EVENTS: Readonly<Record<StoreKind, number>> = {
  "bucket-log": 15_000,
  "conditional-put": 2_000,
  powertools: 2_000,
};

/** Events before those: the first calls of a process take four times the processor time of those after some thousands. */
const WARM_UP_EVENTS = 4_000;

const SETTINGS = [
  ...BATCH_SIZES.map((batchSize) => ({ batchSize, lateShare: 0.05 })),
  { batchSize: 1_000, lateShare: 0 },
];

/** How fast each store lets the function work, every run in a process of its own, the stores in turn. */
export async function measureThroughput({ quick, onProgress }: MeasureProps): Promise<ThroughputResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-bench-"));
  const runs = quick ? 1 : 3;
  const scale = quick ? 0.1 : 1;
  const warmUpEvents = WARM_UP_EVENTS * scale;
  try {
    const worker = bundleWorker(folder);
    const rows: ThroughputRow[] = [];
    for (const { batchSize, lateShare } of quick ? SETTINGS.slice(1, 2) : SETTINGS) {
      const results: Record<StoreKind, WorkerResult[]> = { "bucket-log": [], "conditional-put": [], powertools: [] };
      const batchesFor = (kind: StoreKind) => Math.max(1, Math.round((MEASURED_EVENTS[kind] * scale) / batchSize));
      const most = Math.max(...STORE_KINDS.map(batchesFor));
      const files = writeBatchFiles({
        folder,
        batchSize,
        count: most,
        lateShare,
        warmUpEvents,
      });
      for (let number = 1; number <= runs; number += 1) {
        for (const kind of STORE_KINDS) {
          onProgress(`batches of ${batchSize}, ${lateShare * 100} % late, run ${number} of ${runs}: ${kind}`);
          results[kind].push(await measureOnce(worker, kind, files, batchesFor(kind)));
        }
      }
      rows.push({ batchSize, lateShare, figures: mapValues(results, figuresOf) });
    }
    return { runs, warmUpEvents, rows };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measureOnce(
  worker: string,
  kind: StoreKind,
  files: BatchFiles,
  measured: number,
): Promise<WorkerResult> {
  const dynalite = await startDynalite(STORE_TABLES[kind](TABLE));
  try {
    if (kind === "bucket-log") await writeHistory(dynalite.client, TABLE, files);
    const task: WorkerTask = {
      kind,
      table: TABLE,
      geometry: files.simulation.geometry,
      windowSeconds: WINDOW_SECONDS,
      warmUpFiles: files.warmUpFiles,
      measuredFiles: files.measuredFiles.slice(0, measured),
    };
    const { stdout } = await run(process.execPath, [worker, JSON.stringify(task)], {
      env: { ...LOOPBACK_ENVIRONMENT, PATH: process.env["PATH"], AWS_ENDPOINT_URL: dynalite.endpoint },
    });
    return JSON.parse(stdout) as WorkerResult;
  } finally {
    await dynalite.stop();
  }
}

/** One file, so that the memory is that of the function and not of a TypeScript loader. */
function bundleWorker(folder: string): string {
  const outfile = path.join(folder, "worker.cjs");
  buildSync({
    entryPoints: [path.join(__dirname, "worker.ts")],
    outfile,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    mainFields: ["module", "main"],
    logLevel: "silent",
  });
  return outfile;
}

function figuresOf(results: readonly WorkerResult[]): ThroughputFigures {
  return {
    eventsPerCpuSecond: median(results.map(({ events, cpuSeconds }) => events / cpuSeconds)),
    eventsPerSecond: median(results.map(({ events, wallSeconds }) => events / wallSeconds)),
    peakBytes: median(results.map(({ peakBytes }) => peakBytes)),
  };
}

function mapValues<K extends string, A, B>(record: Readonly<Record<K, A>>, map: (value: A) => B): Record<K, B> {
  return Object.fromEntries(Object.entries<A>(record).map(([key, value]) => [key, map(value)])) as Record<K, B>;
}
