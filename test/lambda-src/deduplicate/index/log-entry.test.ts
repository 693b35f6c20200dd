import { createHash } from "node:crypto";
import {
  decodeEntries,
  encodeEntries,
  ENTRY_BYTES,
  entryId,
  ID_BYTES,
  idHash,
  ownerHash,
} from "../../../../lambda-src/deduplicate/index/log-entry";
import { MAX_SUB_BUCKET_BITS } from "../../../../lambda-src/interface";

import fc from "fast-check";

const entry = fc.record({
  id: fc.uint8Array({ minLength: ID_BYTES, maxLength: ID_BYTES }).map((bytes) => Buffer.from(bytes).toString("latin1")),
  owner: fc.nat({ max: 2 ** 24 - 1 }),
});

describe("a segment", () => {
  test("gives back the entries that were packed, whatever their bytes, in 11 bytes each", () => {
    fc.assert(
      fc.property(fc.array(entry, { minLength: 1 }), (entries) => {
        const bytes = encodeEntries(entries);

        expect(bytes).toHaveLength(entries.length * ENTRY_BYTES);
        expect(decodeEntries(new Uint8Array(bytes))).toEqual(entries);
      }),
    );
  });

  test.each([0, 1, ENTRY_BYTES + 1])("is refused with %i bytes, which are no whole entries", (length) => {
    expect(() => decodeEntries(new Uint8Array(length))).toThrow(`has ${length} bytes; it must be one or more entries`);
  });
});

describe("an id's hash", () => {
  test("is the MD5 by which Kinesis routes the id as a partition key", () => {
    expect(idHash("a").toString("hex")).toBe(createHash("md5").update("a").digest("hex"));
  });

  test("keeps 64 bits in the log, none of which the bucket fixes", () => {
    const md5 = Buffer.from("00112233445566778899aabbccddeeff", "hex");

    expect(Buffer.from(entryId(md5), "latin1").toString("hex")).toBe("8899aabbccddeeff");
    expect(MAX_SUB_BUCKET_BITS).toBeLessThanOrEqual(128 - 8 * ID_BYTES);
  });

  test("differs for halves of surrogate pairs, which are all one character in UTF-8", () => {
    expect(idHash("\ud83d")).not.toEqual(idHash("\ud83e"));
    expect(idHash("\ud83d")).not.toEqual(idHash("\ufffd"));
  });
});

test("an owner's hash has three bytes and depends on shard and sequence number", () => {
  const hashes = ["shard-0:1", "shard-0:2", "shard-1:1"].map(ownerHash);

  expect(new Set(hashes).size).toBe(3);
  for (const hash of hashes) expect(hash).toBeLessThan(2 ** 24);
});
