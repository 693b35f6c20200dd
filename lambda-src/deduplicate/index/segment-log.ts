/** One item of a bucket's log. It is never changed after it was appended. */
export interface Segment {
  /** Its place in the log, from 0. */
  readonly number: number;
  /** Entries as log-segment.ts packs them. */
  readonly bytes: Uint8Array;
  /** Unix seconds. From then on its claims no longer count, and the store may remove it. */
  readonly expiresAt: number;
}

/** Append-only logs, one for each bucket, that many writers share. */
export interface SegmentLog {
  /**
   * Adds a segment if its number is free. Resolves to "taken" when it is not, be it by another writer's segment or by this
   * very one, whose answer was lost. Rejects when it is not known whether the segment was added.
   */
  append(bucket: string, segment: Segment): Promise<"appended" | "taken">;

  /**
   * Every segment from a number on, in order. Holds all that was appended before the call. Removed segments leave gaps.
   */
  read(bucket: string, fromNumber: number): Promise<readonly Segment[]>;
}
