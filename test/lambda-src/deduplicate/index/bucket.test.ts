import { bucketOf } from "../../../../lambda-src/deduplicate/index/bucket";
import { idHash } from "../../../../lambda-src/deduplicate/index/log-entry";

const MD5 = Buffer.from("a7000000000000000000000000000000", "hex");

describe("bucketOf", () => {
  test("is the slot of the creation time and the leading bits of the hash", () => {
    expect(bucketOf(1_712_513_733.25, MD5, { slotSeconds: 5, subBucketBits: 6 })).toEqual({
      key: "1712513730/5/101001",
      start: 1_712_513_730,
      end: 1_712_513_735,
    });
  });

  test("has no leading bits when a slot is not parted", () => {
    expect(bucketOf(0, MD5, { slotSeconds: 1, subBucketBits: 0 }).key).toBe("0/1/");
  });

  test("parts ids as Kinesis parts partition keys: half of the hash range is one leading bit", () => {
    const lowerHalf = (id: string) => BigInt(`0x${idHash(id).toString("hex")}`) < 2n ** 127n;

    for (const id of ["a", "b", "c", "d", "e", "f"]) {
      const { key } = bucketOf(0, idHash(id), { slotSeconds: 1, subBucketBits: 1 });
      expect(key).toBe(lowerHalf(id) ? "0/1/0" : "0/1/1");
    }
  });
});
