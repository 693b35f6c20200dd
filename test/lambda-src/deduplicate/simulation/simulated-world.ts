import type { ClaimStore } from "../../../../lambda-src/deduplicate/index/claims";
import type { StageFailure } from "../../../../lambda-src/deduplicate/failure";
import type { PackLimits } from "../../../../lambda-src/deduplicate/delivery/pack-records";

/** What happens to one call of a service. */
export interface Fault {
  readonly kind: "none" | "crash_before" | "crash_after" | "reject_before" | "reject_after" | "partial";
  /** For "partial": two bits for each entry of the call decide its fate, see `fateOf`. */
  readonly mask: number;
}

export type EntryFate = "done" | "refused" | "done_but_reported_failed";

/** Does one call of a service: takes a fault, waits its turn, and lets the effect happen or not, and be known or not. */
export type Step = <T>(effect: (fateOfEntry: (index: number) => EntryFate, answers: boolean) => T) => Promise<T>;

/** The deduplication index, as instances of the function use it. */
export interface SimulatedIndex {
  /** The store of one invocation. @param instance which warm instance of the function runs it */
  claimStore(step: Step, instance: number): ClaimStore;
  /** The instance has crashed, and what it had in memory is gone. */
  forgetInstance(instance: number): void;
}

export interface WorldProps {
  /** One for each call, in the order of the calls; when they have run out everything succeeds. */
  readonly faults: readonly Fault[];
  readonly limits: PackLimits;
  readonly index: SimulatedIndex;
  /** Awaited before every call takes effect, so that a scheduler can interleave shards. */
  readonly pause: () => Promise<void>;
}

/** What the services hold. Records are known by their owner token. */
export class SimulatedWorld {
  /** Each record in the duplicates queue, as often as it was sent. */
  readonly duplicates: string[] = [];
  /** Each record in the quarantine queue with its reason. */
  readonly quarantine: { owner: string; reason: string }[] = [];
  /** Each record that the delivery stream took, as often as it did. */
  readonly delivered: string[] = [];
  /** What was rejected and the delivery stream took, to be kept in the lake. */
  readonly rejected: string[] = [];
  /**
   * Deliveries that Lambda knows of: the outcome reached the function, the function reported it, and Lambda did not
   * forget. Any other delivery of a record is allowed to be repeated.
   */
  readonly acknowledged: string[] = [];
  readonly failures: StageFailure[] = [];
  private nextFault = 0;

  constructor(readonly props: WorldProps) {}

  takeFault(): Fault {
    const fault = this.props.faults[this.nextFault] ?? { kind: "none", mask: 0 };
    this.nextFault += 1;
    return fault;
  }
}

/** Bits 01 refuse an entry, 10 lose its outcome, others let it pass. */
export function fateOf(mask: number, index: number): EntryFate {
  const bits = (mask >> ((2 * index) % 30)) & 3;
  if (bits === 1) return "refused";
  return bits === 2 ? "done_but_reported_failed" : "done";
}
