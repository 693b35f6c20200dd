import { createHash } from "node:crypto";

/** The first bytes of what the Kinesis Producer Library aggregated. */
const MAGIC = Buffer.from([0xf3, 0x89, 0x9a, 0xc2]);
const MD5_BYTES = 16;

/** Protocol Buffers: field 3 of an aggregate is a user record, field 3 of a user record its data; both have a length. */
const RECORDS_TAG = (3 << 3) | 2;
const DATA_TAG = (3 << 3) | 2;

/**
 * The user records of an aggregate of the Kinesis Producer Library, in their order; undefined for bytes that are none, or
 * whose checksum is wrong.
 *
 * @see https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md
 */
export function kplUserRecords(bytes: Buffer): Buffer[] | undefined {
  if (!bytes.subarray(0, MAGIC.length).equals(MAGIC) || bytes.length < MAGIC.length + MD5_BYTES) return undefined;
  const message = bytes.subarray(MAGIC.length, -MD5_BYTES);
  if (!createHash("md5").update(message).digest().equals(bytes.subarray(-MD5_BYTES))) return undefined;
  const records = fieldsOf(message, RECORDS_TAG);
  const data = records?.map((record) => fieldsOf(record, DATA_TAG)?.at(-1));
  return data?.every((one) => one !== undefined) ? data : undefined;
}

/** The contents of every field with that tag; undefined when the message is not well formed. */
function fieldsOf(message: Buffer, wanted: number): Buffer[] | undefined {
  const found: Buffer[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message[at];
      if (byte === undefined) return NaN;
      at += 1;
      // A product, since a shift has 32 bits only.
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const wireType = tag & 7;
    if (wireType === 0) {
      varint();
    } else if (wireType === 2) {
      const length = varint();
      if (tag === wanted) found.push(message.subarray(at, at + length));
      at += length;
    } else {
      return undefined;
    }
    if (Number.isNaN(at) || at > message.length) return undefined;
  }
  return found;
}
