import type { StreamRecord } from "../record/decode-record";
import type { CorruptionReason } from "../record/envelope";
import type { EntryOutcome } from "../delivery/send-with-resends";

/** A record that is not delivered, and why. */
export interface SideMessage {
  readonly reason: CorruptionReason | "duplicate";
  /** One sentence: the value received and the rule; for a duplicate, which record owns the id. */
  readonly detail: string;
  readonly record: StreamRecord;
}

/** Takes the records that leave the main path: one queue for duplicates, one for the quarantine. */
export interface SideQueue {
  /**
   * Sends messages, in order. One outcome per message, in order; once one has failed those after it need not be tried.
   * Does not reject.
   *
   * @param remainingMs milliseconds that are left of the invocation
   */
  send(messages: readonly SideMessage[], remainingMs: () => number): Promise<readonly EntryOutcome[]>;
}
