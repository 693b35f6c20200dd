import { rmSync } from "node:fs";
import path from "node:path";
import { type Curated, verifyTables } from "./verify-tables";
import { curateAgain, curateOnce, type CurationLog } from "../curation";
import { DEMO_FOLDER } from "../demo-folder";
import type { VerdictCheck } from "./findings";
import { compareWithOtherMode, keepResult } from "./other-mode";
import type { SampleRecord } from "../sample/sample-events";
import type { Verdict } from "./verdict";
import { checkCloudWatch, checkWatchedFailures } from "./cloudwatch-verdict";
import { cloudChecks, type Delivered, type Verification, verifyLake, verifyLanding } from "./verify-delivered";

export interface Proof extends Verification {
  readonly records: readonly SampleRecord[];
  /** When the first event was sent, or before. */
  readonly begun: Date;
  /** Names the events. */
  readonly sample: string;
  /** @default - the proof ends with what was delivered */
  readonly curation?: {
    readonly jobLog: CurationLog;
    /** File of DuckDB's Delta extension. */
    readonly extension: Promise<string>;
    /** Whether each reader asks the saved queries of the workgroup. */
    readonly athena: boolean;
  };
  /** @returns whether a second plan is empty */
  readonly secondPlan: () => Promise<boolean>;
}

/** What was found, and what was concluded. */
export interface Proved {
  readonly delivered: Delivered;
  /** Undefined when curation was left out. */
  readonly curated?: Curated;
  readonly verdict: Verdict;
  /** Whether the other mode's tables of the same events are known, and were compared. */
  readonly comparedModes: boolean;
  readonly planIsEmpty: boolean;
}

/** Curates what was delivered, reads back every place where an event can be, and compares it with what was sent. */
export async function proveLake(proof: Proof): Promise<Proved> {
  const { environment, cloud, clients, streamed, records, begun, sample, log, signal } = proof;
  // What another run, perhaps in the other mode, left for queries.
  rmSync(path.join(DEMO_FOLDER, "lake"), { recursive: true, force: true });
  const verify = () =>
    environment.processing === "in-flight" ? verifyLake(proof) : verifyLanding(environment, clients, records);
  const curation = proof.curation && {
    ...{ environment, clients, log, signal },
    jobLog: proof.curation.jobLog,
    athena: proof.curation.athena,
    extension: await proof.curation.extension,
  };
  const [delivered, first] = await Promise.all([log.stage("verify", verify), curation && curateOnce(curation)]);
  const [planIsEmpty, second] = await Promise.all([proof.secondPlan(), curation && curateAgain(curation)]);
  const checks: VerdictCheck[] = [...delivered.checks];
  let curated: Curated | undefined;
  if (curation && first && second) {
    // In the lake a line may hold several events, and the job counts those.
    const rows = environment.processing === "in-flight" ? delivered.lake.rows : streamed.expected.counts.sent;
    curated = await log.stage("verify tables", () =>
      verifyTables(curation, [first, second], streamed.expected, rows, cloud),
    );
    checks.push(...curated.checks);
  }
  checks.push(...cloudChecks(cloud, records.length));
  // A function that was killed has not told what it did, and faults may ring.
  const isCalm = cloud.faultReport() === undefined;
  checks.push(
    ...(isCalm ? await checkCloudWatch(proof, begun, records.length) : [await checkWatchedFailures(proof, begun)]),
  );
  const result = curated && { mode: environment.processing, sample, tables: curated.tables };
  const comparison = result && compareWithOtherMode(result);
  if (comparison) checks.push(comparison);
  const passed = checks.every((check) => check.passed);
  if (result && passed) keepResult(result);
  const verdict = { passed, checks, redelivered: delivered.redelivered };
  return { delivered, curated, verdict, comparedModes: comparison !== undefined, planIsEmpty };
}
