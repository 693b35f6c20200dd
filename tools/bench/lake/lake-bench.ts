import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { LakeFolders, LakeSpark } from "./lake-spark";
import { sampleContracts } from "./sample-contracts";

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
  return { lake: path.join(own, "lake"), checkpoint: path.join(own, "checkpoint"), contracts };
}
