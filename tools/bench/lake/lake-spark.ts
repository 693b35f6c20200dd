import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { mkdirSync, writeFileSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { SparkEnvironment } from "@event-lake/local-cloud";
import { GLUE_SOURCE } from "../../spark/local-spark";
import { pysparkVariables } from "../../spark/pyspark-variables";
import { sampleContracts } from "./sample-files";

const run = promisify(execFile);

/** Tables that are written at a time, however they are read. */
export const THREADS = 4;

/** What a command reports, as far as it is needed here (docs/curation.md). */
export interface CommandReport {
  /** Of `curate`. */
  readonly rows_stored?: number;
  readonly batches?: number;
  readonly files?: number;
  readonly list_requests?: number;
}

export interface CommandsResult {
  /** From the open session to the end of the last command. */
  readonly seconds: number;
  readonly reports: readonly CommandReport[];
  /** MiB that Java has in use in the midst of a run whose time was given. */
  readonly heap: number;
  /** MiB, the most that Python had resident. */
  readonly python: number;
}

/** See time_inserts.py. */
export interface InsertsTask {
  readonly lake: string;
  readonly stored: number;
  readonly inserted: number;
  readonly warm_up: number;
  readonly runs: number;
}

/** Folders of one lake. */
export interface LakeFolders {
  readonly lake: string;
  readonly contracts: string;
}

/** Arguments of `curate`. */
export function curateArguments(
  { raw, lake, contracts }: LakeFolders & { readonly raw: string },
  { threads, input = "raw-parquet", filesPerBatch }: { threads: number; input?: string; filesPerBatch?: number },
): readonly string[] {
  return [
    ...["--command", "curate", "--raw", raw, "--lake", lake, "--contracts", contracts],
    ...["--input", input, "--threads", String(threads), "--dedup-window-days", "7"],
    ...(filesPerBatch === undefined ? [] : ["--max-files-per-batch", String(filesPerBatch)]),
  ];
}

/** Arguments of `maintain`. */
export function maintainArguments({ lake }: Pick<LakeFolders, "lake">): readonly string[] {
  return ["--command", "maintain", "--lake", lake, "--time-travel-days", "7"];
}

/** The curation job in a Spark of its own for every call, with the settings of the tests: two cores, 1 GiB. */
export class LakeSpark {
  constructor(private readonly spark: SparkEnvironment) {}

  /**
   * @param now Unix seconds at which the commands are to run
   * @throws Error with what Python wrote when a command fails
   */
  async runCommands(
    commands: readonly (readonly string[])[],
    atATime: number,
    now: number | null = null,
  ): Promise<CommandsResult> {
    return JSON.parse(await this.python("run_commands.py", { commands, at_a_time: atATime, now })) as CommandsResult;
  }

  /** Seconds of each MERGE, after the warm-up. */
  async timeInserts(task: InsertsTask): Promise<readonly number[]> {
    return JSON.parse(await this.python("time_inserts.py", task)) as readonly number[];
  }

  /** Seconds of each run of a query, after the warm-up. */
  async timeQuery(sql: string, runs: { readonly warm_up: number; readonly runs: number }): Promise<readonly number[]> {
    return JSON.parse(await this.python("time_query.py", { sql, ...runs })) as readonly number[];
  }

  /** @returns the last line of what it prints: Delta prints lines of its own */
  private async python(program: string, task: unknown): Promise<string> {
    const { stdout } = await run(this.spark.python, [path.join(__dirname, program), JSON.stringify(task)], {
      env: {
        PATH: process.env["PATH"],
        HOME: process.env["HOME"],
        ...pysparkVariables(this.spark, {}),
        PYTHONPATH: GLUE_SOURCE,
      },
      maxBuffer: 64 * 2 ** 20,
    });
    return stdout.trimEnd().split("\n").at(-1) ?? "";
  }
}

/** What every measurement of the lake needs. */
export interface LakeBench {
  readonly spark: LakeSpark;
  readonly duckdb: DuckDBConnection;
  /** Removed when everything is measured. */
  readonly folder: string;
  readonly onProgress: (text: string) => void;
}

/** Makes the folder of a lake without tables, with the contracts of some events in it. */
export function newLake({ folder }: LakeBench, name: string, eventNames: readonly string[]): LakeFolders {
  const own = path.join(folder, name);
  mkdirSync(own);
  const contracts = path.join(own, "contracts.json");
  writeFileSync(contracts, JSON.stringify(sampleContracts(eventNames)));
  return { lake: path.join(own, "lake"), contracts };
}
