import { STORE_KINDS, type StoreKind } from "../stores/stores";
import type { StreamScenario } from "../traffic/stream-scenario";
import { type ComparedCost, comparedBucketLogCost, countedBucketLogCost } from "./bucket-log-cost";
import type { CostFigures } from "./cost-figures";
import { conditionalPutCost, powertoolsCost } from "./item-cost";
import type { MeasureProps } from "../report/report";

/** The traffic of the task: events an hour. */
export const DECLARED_PER_HOUR = 1_000_000;
export const LATE_SHARES = [0, 0.05, 0.2] as const;

/** One line of the result. */
export interface CostRow {
  readonly perHour: number;
  readonly lateShare: number;
  readonly costs: Readonly<Record<StoreKind, CostFigures>>;
}

/** Less arrives than was declared: batches and buckets do not fit. */
export interface UndeclaredRow {
  readonly arrivingPerHour: number;
  readonly lateShare: number;
  readonly bucketLog: CostFigures;
}

export interface CostResult {
  readonly rows: readonly CostRow[];
  readonly undeclared: readonly UndeclaredRow[];
  /** A part of the stream of DECLARED_PER_HOUR on dynalite, each call counted twice. */
  readonly agreement: readonly (ComparedCost & { readonly lateShare: number })[];
}

/** Traffic to measure, and how much of it: seconds of stream time, and shards of those that are alike. */
const TRAFFIC = [
  { perHour: DECLARED_PER_HOUR / 1000, seconds: 86_400, quickSeconds: 7_200 },
  { perHour: DECLARED_PER_HOUR, seconds: 900, quickSeconds: 60 },
  { perHour: DECLARED_PER_HOUR * 1000, seconds: 12, quickSeconds: 2, shards: 24, quickShards: 4 },
] as const;

/**
 * What each store costs in DynamoDB.
 *
 * @throws Error when the counter and dynalite differ, or a store does not grant a new id
 */
export async function measureCost({ quick, onProgress }: MeasureProps): Promise<CostResult> {
  const agreement: (ComparedCost & { lateShare: number })[] = [];
  for (const lateShare of LATE_SHARES) {
    onProgress(`the bucket log on dynalite, each call counted twice: ${lateShare * 100} % late`);
    const scenario = { declaredPerHour: DECLARED_PER_HOUR, lateShare, durationSeconds: quick ? 12 : 30 };
    agreement.push({ lateShare, ...(await comparedBucketLogCost(scenario)) });
  }
  const rows: CostRow[] = [];
  for (const traffic of TRAFFIC) {
    for (const lateShare of LATE_SHARES) {
      onProgress(`${traffic.perHour} events an hour, ${lateShare * 100} % late`);
      const scenario: StreamScenario = {
        declaredPerHour: traffic.perHour,
        lateShare,
        durationSeconds: quick ? traffic.quickSeconds : traffic.seconds,
        ...("shards" in traffic ? { simulatedShards: quick ? traffic.quickShards : traffic.shards } : {}),
      };
      rows.push({ perHour: traffic.perHour, lateShare, costs: await costsOf(scenario, quick ? 40 : 400) });
    }
  }
  const undeclared: UndeclaredRow[] = [];
  for (const [part, durationSeconds] of [
    [1 / 10, 1_800],
    [1 / 1000, 86_400],
  ] as const) {
    for (const lateShare of LATE_SHARES) {
      onProgress(`${part * 100} % of the declared traffic, ${lateShare * 100} % late`);
      const arrivingPerHour = DECLARED_PER_HOUR * part;
      const bucketLog = await countedBucketLogCost({
        declaredPerHour: DECLARED_PER_HOUR,
        arrivingPerHour,
        lateShare,
        durationSeconds: quick ? durationSeconds / 10 : durationSeconds,
      });
      undeclared.push({ arrivingPerHour, lateShare, bucketLog });
    }
  }
  return { rows, undeclared, agreement };
}

async function costsOf(scenario: StreamScenario, sample: number): Promise<CostRow["costs"]> {
  const measures: Record<StoreKind, () => Promise<CostFigures>> = {
    "bucket-log": () => countedBucketLogCost(scenario),
    "conditional-put": () => conditionalPutCost(scenario, sample),
    powertools: () => powertoolsCost(scenario, sample),
  };
  const costs = {} as Record<StoreKind, CostFigures>;
  for (const kind of STORE_KINDS) costs[kind] = await measures[kind]();
  return costs;
}
