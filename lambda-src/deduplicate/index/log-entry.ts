import { createHash } from "node:crypto";
import { type Claim, eventKey } from "./claims";

/** One claim in a bucket's log. */
export interface LogEntry {
  /** ID_BYTES bytes, one in each character: the end of the MD5 of the event's name and id. */
  readonly id: string;
  /** Of OWNER_BYTES bytes: the start of the MD5 of `shardId:sequenceNumber`. */
  readonly owner: number;
}

/**
 * Two ids are taken for one when these bytes agree within one bucket: with 350 ids, 2e-17 for each event, or once in six
 * million years at a million events an hour. That would set aside an event that is no duplicate, so no byte is saved here.
 */
export const ID_BYTES = 8;

/**
 * A duplicate is taken for its own original when these bytes agree: one duplicate in 16.7 million is let through, and the
 * Delta MERGE removes it. The other way round is impossible: a record always finds itself. docs/deduplication.md has the
 * arithmetic of a byte more or less.
 */
export const OWNER_BYTES = 3;

export const ENTRY_BYTES = ID_BYTES + OWNER_BYTES;

const MD5_BYTES = 16;

/** MD5 of an event's id, as Kinesis takes it of a partition key. No secret depends on it. */
export function idHash(eventUuid: string): Buffer {
  return createHash("md5").update(eventUuid).digest();
}

/** What a log keeps of an event. */
export function entryId(event: Pick<Claim, "eventName" | "eventUuid">): string {
  return createHash("md5")
    .update(eventKey(event))
    .digest()
    .toString("latin1", MD5_BYTES - ID_BYTES);
}

/** What a log keeps of an owner. @param owner `shardId:sequenceNumber` */
export function ownerHash(owner: string): number {
  return createHash("md5").update(owner).digest().readUIntBE(0, OWNER_BYTES);
}

export function encodeEntries(entries: readonly LogEntry[]): Buffer {
  const bytes = Buffer.allocUnsafe(entries.length * ENTRY_BYTES);
  entries.forEach(({ id, owner }, index) => {
    const offset = index * ENTRY_BYTES;
    bytes.write(id, offset, "latin1");
    bytes.writeUIntBE(owner, offset + ID_BYTES, OWNER_BYTES);
  });
  return bytes;
}

/** @throws Error when the bytes are not a whole number of entries: another program has written to the table */
export function decodeEntries(stored: Uint8Array): LogEntry[] {
  if (stored.length === 0 || stored.length % ENTRY_BYTES !== 0) {
    throw new Error(
      `A segment of the deduplication index has ${stored.length} bytes; it must be one or more entries of ${ENTRY_BYTES}. ` +
        "Nothing but the deduplicator may write to the table.",
    );
  }
  const bytes = Buffer.from(stored.buffer, stored.byteOffset, stored.length);
  return Array.from({ length: bytes.length / ENTRY_BYTES }, (_, index) => {
    const offset = index * ENTRY_BYTES;
    return {
      id: bytes.toString("latin1", offset, offset + ID_BYTES),
      owner: bytes.readUIntBE(offset + ID_BYTES, OWNER_BYTES),
    };
  });
}
