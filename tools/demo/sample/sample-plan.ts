import type { SeededRandom } from "./seeded-random";

/** What a record of the sample is. */
export type SampleKind = "regular" | "duplicate" | "corrupted" | "late" | "aged" | "unknown" | SampleLargeKind;

/** Records so large that their message cannot go to a queue as it is. */
type SampleLargeKind = "large" | "large duplicate" | "large corrupted";

/** Share of each kind; what is left is regular. */
const SHARES: Readonly<Partial<Record<SampleKind, number>>> = {
  duplicate: 0.03,
  corrupted: 0.005,
  late: 0.005,
  aged: 0.01,
  unknown: 0.01,
};

/** From this size on, the sample has its large records: a small one stays quick to send. */
const LARGE_FROM = 1000;

/**
 * Says of every record of a sample what it is: shares are met exactly (rounded), the order is random, the first record
 * is regular, and the large duplicate comes after the large event. The large ones count among their kind.
 */
export function planSample(count: number, random: SeededRandom): readonly SampleKind[] {
  const kinds: SampleKind[] = Object.entries(SHARES).flatMap(([kind, share]) =>
    new Array<SampleKind>(Math.round(count * share)).fill(kind as SampleKind),
  );
  if (count >= LARGE_FROM) {
    kinds[kinds.indexOf("duplicate")] = "large duplicate";
    kinds[kinds.indexOf("corrupted")] = "large corrupted";
    kinds.push("large");
  }
  const regular = new Array<SampleKind>(count - kinds.length).fill("regular");
  const plan = random.shuffled([...kinds, ...regular]);
  swap(plan, 0, plan.indexOf("regular"));
  const large = plan.indexOf("large");
  const copy = plan.indexOf("large duplicate");
  if (copy < large) {
    swap(plan, large, copy);
  }
  return plan;
}

function swap(plan: SampleKind[], first: number, second: number): void {
  const [a, b] = [plan[first], plan[second]];
  if (a !== undefined && b !== undefined) {
    plan[first] = b;
    plan[second] = a;
  }
}
