import { DirectPutQuotas, directPutQuota } from "../../src/quotas/direct-put-quota";
import { ManualClock } from "../manual-clock";

const MEBIBYTE = 1024 * 1024;

it("is five times as large in three regions", () => {
  expect(directPutQuota("eu-central-1")).toEqual({ mebibytes: 1, requests: 1_000, records: 100_000 });
  for (const region of ["us-east-1", "us-west-2", "eu-west-1"]) {
    expect(directPutQuota(region)).toEqual({ mebibytes: 5, requests: 2_000, records: 500_000 });
  }
});

it("grows in all three figures when AWS raises it", () => {
  expect(directPutQuota("eu-central-1", 4)).toEqual({ mebibytes: 4, requests: 4_000, records: 400_000 });
  expect(directPutQuota("us-east-1", 10)).toEqual({ mebibytes: 10, requests: 4_000, records: 1_000_000 });
});

describe("a delivery stream", () => {
  const start = () => {
    const clock = new ManualClock();
    return { clock, quotas: new DirectPutQuotas({ mebibytes: 1, requests: 3, records: 4 }, clock) };
  };

  it("takes of a call what fits into its second, and has the rest sent again", () => {
    const { quotas, clock } = start();

    expect(quotas.admit("raw", [bytes(MEBIBYTE - 10), bytes(20), bytes(10)])).toEqual([true, false, true]);
    expect(quotas.refused).toBe(1);
    clock.advance(1_000);
    expect(quotas.admit("raw", [bytes(20)])).toEqual([true]);
  });

  it("counts records, however small", () => {
    const { quotas } = start();

    expect(
      quotas.admit(
        "raw",
        Array.from({ length: 5 }, () => bytes(1)),
      ),
    ).toEqual([true, true, true, true, false]);
  });

  it("refuses a call as a whole when there are too many", () => {
    const { quotas } = start();
    for (let call = 0; call < 3; call += 1) quotas.admit("raw", [bytes(1)]);

    expect(quotas.admit("raw", [bytes(1)])).toBeUndefined();
    expect(quotas.refused).toBe(1);
  });

  it("has a quota of its own", () => {
    const { quotas } = start();
    quotas.admit("raw", [bytes(MEBIBYTE)]);

    expect(quotas.admit("other", [bytes(MEBIBYTE)])).toEqual([true]);
  });
});

function bytes(count: number): Uint8Array {
  return new Uint8Array(count);
}
