import path from "node:path";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Environment } from "../../../environments/schema";
import type { LocalCloud } from "@event-lake/local-cloud";
import { LAKE_PREFIXES } from "../../../modules/lake-storage";
import { checkCataloguePartitions } from "./catalogue";
import { runCrawler } from "../../glue-runs";
import { linesOf } from "../expectation/landing-lines";
import { chaosChecks, redeliverableEvents } from "../streaming/faults";
import type { SampleRecord } from "../sample/sample-events";
import { DEMO_FOLDER } from "../demo-folder";
import { Findings, type VerdictCheck } from "./findings";
import { type DemoRun, downloadPrefix, type LakeClients } from "../reading/lake-access";
import { lakeNames } from "../../lake-names";
import { type Lake, type LakePartition, readLake } from "../reading/lake-reader";
import type { Streamed } from "../streaming/stream-events";
import { judge } from "./verdict";

export interface Verification extends DemoRun {
  readonly streamed: Streamed;
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
      checkErrors(errors),
    ],
  };
}

/** What must be true of the local cloud itself when all is done. */
export function cloudChecks(cloud: LocalCloud, sent: number): VerdictCheck[] {
  const faults = cloud.faultReport();
  const refused = [...cloud.refusedCalls(), ...cloud.silentRefusals()];
  return [
    {
      name: "nothing tried to leave this machine",
      passed: cloud.refusedHosts.length === 0,
      detail: cloud.refusedHosts.length === 0 ? "" : `Refused: ${[...new Set(cloud.refusedHosts)].join(", ")}.`,
    },
    {
      name: "every call of a role is allowed by its policies",
      passed: refused.length === 0,
      detail:
        refused.length === 0
          ? `${cloud.rightsJournal().reduce((sum, { count }) => sum + count, 0)} calls were decided.`
          : `Refused: ${refused.join("; ")}.`,
    },
    ...(faults ? chaosChecks(faults, sent) : []),
  ];
}

const ARRIVAL_DATE = /^landing\/(\d{4}-\d{2}-\d{2})\/\d{2}\/[^/]+$/;

/** Reads back what Firehose wrote without the Lambda function, and compares it with the bytes that were sent. */
export async function verifyLanding(
  environment: Environment,
  { s3 }: Pick<LakeClients, "s3">,
  sent: readonly SampleRecord[],
): Promise<Delivered> {
  const folder = path.join(DEMO_FOLDER, "lake");
  const { lakeBucket } = lakeNames(environment);
  const landed = await downloadPrefix(s3, lakeBucket, LAKE_PREFIXES.landing, folder);
  const failed = await downloadPrefix(s3, lakeBucket, LAKE_PREFIXES.errors, folder);
  const found = new Map<string, number>();
  const partitions = new Map<string, LakePartition>();
  let rows = 0;
  for (const key of landed) {
    const bytes = readFileSync(path.join(folder, key));
    const lines = linesOf(gunzipSync(bytes));
    for (const line of lines) count(found, line, 1);
    rows += lines.length;
    const [, createdDate = key] = ARRIVAL_DATE.exec(key) ?? [];
    const known = partitions.get(createdDate) ?? { table: "all events", createdDate, files: 0, rows: 0, bytes: 0 };
    partitions.set(createdDate, {
      ...known,
      files: known.files + 1,
      rows: known.rows + lines.length,
      bytes: known.bytes + bytes.length,
    });
  }
  return {
    lake: {
      partitions: [...partitions.values()].sort((a, b) => (a.createdDate < b.createdDate ? -1 : 1)),
      files: landed.length,
      rows,
      bytes: [...partitions.values()].reduce((sum, { bytes }) => sum + bytes, 0),
    },
    checks: [checkSent(sent, found, rows), checkErrors(failed)],
    redelivered: 0,
  };
}

function checkSent(sent: readonly SampleRecord[], found: Map<string, number>, rows: number): VerdictCheck {
  const findings = new Findings("every record that was sent is in landing/, as it was sent");
  for (const { data, userRecords = [data] } of sent) {
    for (const line of userRecords.flatMap(linesOf)) count(found, line, -1);
  }
  for (const [hash, difference] of found) {
    if (difference !== 0)
      findings.add(`SHA-256 ${hash.slice(0, 12)}: ${Math.abs(difference)} too ${difference > 0 ? "many" : "few"}`);
  }
  return findings.check(`${sent.length} records were compared with ${rows} lines in landing/.`);
}

function checkErrors(errors: readonly string[]): VerdictCheck {
  const none = errors.length === 0;
  const detail = none ? "Nothing under errors/." : `Under errors/: ${errors.slice(0, 3).join(", ")}.`;
  return { name: "the delivery stream had no errors", passed: none, detail };
}

function count(counts: Map<string, number>, line: Uint8Array, times: number): void {
  const hash = createHash("sha256").update(line).digest("hex");
  counts.set(hash, (counts.get(hash) ?? 0) + times);
}
