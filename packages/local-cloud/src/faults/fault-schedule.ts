/** When an invocation's process is killed: its first claim was answered; its delivery was sent; its delivery was taken. */
export const KILL_MOMENTS = ["after-claim", "before-delivery", "after-delivery"] as const;

export type KillMoment = (typeof KILL_MOMENTS)[number];

/** Something that goes wrong. */
export type Fault =
  | { readonly kind: "function-kill"; readonly moment: KillMoment }
  /** So many item requests of functions are refused, or fewer when they come slowly. */
  | { readonly kind: "item-throttle"; readonly requests: number }
  /** Of one PutRecordBatch the entries at every `every`th place, from a random one on, are not taken. 1: all of them. */
  | { readonly kind: "failed-entries"; readonly every: number }
  /** A PutRecordBatch is carried out and not answered. */
  | { readonly kind: "lost-delivery-answer" }
  /** An open shard, chosen by this number, is split in the middle. */
  | { readonly kind: "shard-split"; readonly choice: number }
  | { readonly kind: "gateway-restart"; readonly downMilliseconds: number };

/** A fault, and from when on it may strike: at the next request that suits it. */
export interface ScheduledFault {
  /** Number of records that the stream has taken. */
  readonly afterRecords: number;
  readonly fault: Fault;
}

/** Where the schedule's numbers come from: the same numbers make the same schedule. */
export interface RandomIntegers {
  /** Both ends included. */
  integer(minimum: number, maximum: number): number;
}

/** How often each kind is scheduled, and one fault of it. */
const KINDS: readonly { readonly times: number; readonly fault: (random: RandomIntegers, index: number) => Fault }[] = [
  {
    times: 6,
    fault: (_, index) => ({
      kind: "function-kill",
      moment: KILL_MOMENTS[index % KILL_MOMENTS.length] ?? "after-claim",
    }),
  },
  // Some are over soon enough for the SDK's own retries, some are not.
  { times: 6, fault: (random) => ({ kind: "item-throttle", requests: random.integer(5, 150) }) },
  { times: 6, fault: (random) => ({ kind: "failed-entries", every: random.integer(1, 3) }) },
  { times: 3, fault: () => ({ kind: "lost-delivery-answer" }) },
  { times: 2, fault: (random) => ({ kind: "shard-split", choice: random.integer(0, 1_000_000) }) },
  // From within the SDK's patience to far beyond it.
  { times: 2, fault: (random) => ({ kind: "gateway-restart", downMilliseconds: random.integer(50, 1500) }) },
];

/** The part of a run in which faults begin: events flow before, and the last fault finds some to strike. */
const FIRST = 0.05;
const LAST = 0.85;

/**
 * Spreads faults of every kind over a run.
 *
 * @param records that will be put on the stream; from about 1,000 on every fault finds something to strike
 * @returns ordered by time
 */
export function faultSchedule(random: RandomIntegers, records: number): ScheduledFault[] {
  const scheduled = KINDS.flatMap(({ times, fault }) =>
    Array.from({ length: times }, (_, index) => {
      const place = (index + random.integer(0, 999) / 1000) / times;
      return { afterRecords: Math.floor(records * (FIRST + (LAST - FIRST) * place)), fault: fault(random, index) };
    }),
  );
  return scheduled.sort((left, right) => left.afterRecords - right.afterRecords);
}
