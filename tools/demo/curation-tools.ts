import type { SparkEnvironment } from "@event-lake/local-cloud";
import { deltaExtension } from "../delta-reader/delta-extension";
import { checkLocalSpark, localSpark } from "../spark/local-spark";
import type { StageLog } from "./stage-log";

/** What the end of the demo needs beside what its beginning does; each may still be installing. */
export interface CurationTools {
  readonly spark: Promise<SparkEnvironment>;
  /** File of DuckDB's Delta extension. */
  readonly extension: Promise<string>;
}

const WITH_S3 = { s3: true };

/** @throws Error that says what is missing, and how to do without it, before anything else has begun */
export function checkCurationTools(): void {
  try {
    checkLocalSpark(WITH_S3);
  } catch (error) {
    throw new Error(
      `The demo ends in the curation job, which runs in Spark. ${error instanceof Error ? error.message : String(error)}\n` +
        "Or leave that part out: npm run demo -- --skip-curation",
      { cause: error },
    );
  }
}

/** Installs them once per machine, beside everything else: Terraform waits most of its time. */
export function installCurationTools(log: StageLog): CurationTools {
  const tools = {
    spark: log.stage("spark", (progress) => localSpark(WITH_S3, progress)),
    extension: log.stage("delta reader", (progress) => deltaExtension(progress)),
  };
  // Whoever needs one of them is told.
  for (const tool of Object.values(tools)) tool.catch(() => undefined);
  return tools;
}
