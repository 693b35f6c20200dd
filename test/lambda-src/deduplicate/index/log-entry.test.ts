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
});

test("the log keeps 64 bits of an event's name and id, so that one id may belong to events of two names", () => {
  const [id, same, otherName, otherId] = [
    entryId({ eventName: "a:b", eventUuid: "1" }),
    entryId({ eventName: "a:b", eventUuid: "1" }),
    entryId({ eventName: "a:c", eventUuid: "1" }),
    entryId({ eventName: "a:b", eventUuid: "2" }),
  ];

  expect(Buffer.from(id, "latin1")).toHaveLength(8);
  expect(id).toBe(same);
  expect(new Set([id, otherName, otherId]).size).toBe(3);
});

test("an owner's hash has three bytes and depends on shard and sequence number", () => {
  const hashes = ["shard-0:1", "shard-0:2", "shard-1:1"].map(ownerHash);

  expect(new Set(hashes).size).toBe(3);
  for (const hash of hashes) expect(hash).toBeLessThan(2 ** 24);
});
