import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { PROCESSING, type Processing } from "../../../environments/schema";
import { DEMO_FOLDER } from "../demo-folder";
import type { VerdictCheck } from "./findings";
import type { CuratedTable } from "./table-verdict";

const resultSchema = z.object({
  /** What the events were made from: another sample has other events. */
  sample: z.string(),
  finishedAt: z.string(),
  /** Digest of the rows, by table. */
  tables: z.record(z.string(), z.string()),
});

export interface DemoResult {
  readonly mode: Processing;
  /** Names the events: seed, count and day, or the hash of a file. */
  readonly sample: string;
  readonly tables: readonly CuratedTable[];
}

/** Keeps the digests of a run that proved everything, for the run in the other mode that may follow. */
export function keepResult({ mode, sample, tables }: DemoResult, folder = DEMO_FOLDER): void {
  const result: z.infer<typeof resultSchema> = {
    sample,
    finishedAt: new Date().toISOString(),
    tables: Object.fromEntries(tables.map(({ table, digest }) => [table, digest])),
  };
  writeFileSync(resultFile(mode, folder), `${JSON.stringify(result, null, 2)}\n`);
}

/**
 * Compares the tables with those that the other mode made of the same events.
 *
 * @returns undefined when the last proved run in the other mode had other events, or there is none
 */
export function compareWithOtherMode(
  { mode, sample, tables }: DemoResult,
  folder = DEMO_FOLDER,
): VerdictCheck | undefined {
  const other = otherMode(mode);
  const file = resultFile(other, folder);
  if (!existsSync(file)) return undefined;
  const result = resultSchema.safeParse(JSON.parse(readFileSync(file, "utf8"))).data;
  if (result?.sample !== sample) return undefined;
  const digests = new Map(tables.map(({ table, digest }) => [table, digest]));
  const names = new Set([...digests.keys(), ...Object.keys(result.tables)]);
  const different = [...names].filter((name) => digests.get(name) !== result.tables[name]).sort();
  return {
    name: `the Delta tables are equal to those of mode ${other}`,
    passed: different.length === 0,
    detail:
      different.length === 0
        ? `${names.size} tables, row by row, with the run that ended ${result.finishedAt}.`
        : `Different from the run that ended ${result.finishedAt}: ${different.join(", ")}. If the code has changed since, run that mode again.`,
  };
}

export function otherMode(mode: Processing): Processing {
  return PROCESSING.find((candidate) => candidate !== mode) ?? mode;
}

function resultFile(mode: Processing, folder: string): string {
  return path.join(folder, `result-${mode}.json`);
}
