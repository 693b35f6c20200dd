import path from "node:path";
import type { Environment } from "../../../environments/schema";
import type { LocalCloud } from "../../../packages/local-cloud/src/local-cloud";
import { LAKE_PREFIXES } from "../../../modules/lake-storage";
import { checkCataloguePartitions, runCrawler } from "./catalogue";
import { chaosChecks, redeliverableEvents } from "../streaming/faults";
import { DEMO_FOLDER } from "../demo-folder";
import type { VerdictCheck } from "./findings";
import type { LakeClients } from "../reading/lake-clients";
import { downloadPrefix } from "../reading/lake-download";
import { lakeNames } from "../reading/lake-names";
import { readLake, type Lake } from "../reading/lake-reader";
import type { Streamed } from "../streaming/stream-events";
import { judge } from "./verdict";

export interface Verification {
  readonly environment: Environment;
  readonly cloud: LocalCloud;
  readonly clients: LakeClients;
  readonly streamed: Streamed;
  readonly signal: AbortSignal;
}

/** What the delivery stream wrote, and whether it is right. */
export interface Delivered {
  readonly lake: Pick<Lake, "partitions" | "files" | "rows" | "bytes">;
  readonly checks: readonly VerdictCheck[];
  /** Stored copies that a lost outcome explains. */
  readonly redelivered: number;
}

/** Reads everything back with readers that share no code with the path, and compares it with what was sent. */
export async function verifyLake({ environment, cloud, clients, streamed, signal }: Verification): Promise<Delivered> {
  const names = lakeNames(environment);
  await runCrawler(clients.glue, names.crawler, signal);
  const folder = path.join(DEMO_FOLDER, "lake");
  const [, errors] = await Promise.all([
    downloadPrefix(clients.s3, names.lakeBucket, LAKE_PREFIXES.raw, folder),
    downloadPrefix(clients.s3, names.lakeBucket, LAKE_PREFIXES.errors, folder),
  ]);
  const lake = await readLake(folder);
  const faults = cloud.faultReport();
  const redeliverable = faults && redeliverableEvents(faults);
  const judged = await judge({ ...streamed, lakeRows: lake.readRows(), redeliverable });
  return {
    lake,
    redelivered: judged.redelivered,
    checks: [
      ...judged.checks,
      await checkCataloguePartitions(clients.glue, names.rawDatabase, lake.partitions),
      {
        name: "the delivery stream had no errors",
        passed: errors.length === 0,
        detail: errors.length === 0 ? "Nothing under errors/." : `Under errors/: ${errors.slice(0, 3).join(", ")}.`,
      },
    ],
  };
}

/** What must be true of the local cloud itself when all is done. */
export function cloudChecks(cloud: LocalCloud, sent: number): VerdictCheck[] {
  const faults = cloud.faultReport();
  return [
    {
      name: "nothing tried to leave this machine",
      passed: cloud.refusedHosts.length === 0,
      detail: cloud.refusedHosts.length === 0 ? "" : `Refused: ${[...new Set(cloud.refusedHosts)].join(", ")}.`,
    },
    ...(faults ? chaosChecks(faults, sent) : []),
  ];
}
