/** A message of the duplicates queue or the quarantine queue. */
export interface QueueMessage {
  /** `duplicate`, or the rule that the event breaks. */
  readonly reason: string;
  readonly detail: string;
  readonly sequenceNumber: string;
  readonly shardId: string;
  /** The original bytes of the event, also when the message itself only pointed to them. */
  readonly event: Uint8Array;
}
