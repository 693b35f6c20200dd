import { type EntryOutcome, groupIntoCalls, sendWithResends } from "../../../lambda-src/deduplicate/batch-call";
import { plentyOfTime, recordingPolicy } from "./resend-policy";

const THROTTLED = new Error("throttled");
const FORBIDDEN = Object.assign(new Error("access denied"), { $fault: "client" });
const UNAVAILABLE = Object.assign(new Error("service unavailable"), { $fault: "server" });

/** A call that refuses each entry as often as `refusals` says, and keeps what it was given. */
function refusing(refusals: Readonly<Record<string, number>>) {
  const calls: string[][] = [];
  const call = (entries: readonly string[]): Promise<EntryOutcome[]> => {
    calls.push([...entries]);
    const times = (entry: string) => calls.filter((earlier) => earlier.includes(entry)).length;
    return Promise.resolve(entries.map((entry) => (times(entry) <= (refusals[entry] ?? 0) ? THROTTLED : null)));
  };
  return { calls, call };
}

/** A call that is rejected with each of the errors, in turn, and then takes everything. */
function rejecting(errors: readonly Error[]) {
  const calls: string[][] = [];
  const call = (entries: readonly string[]): Promise<EntryOutcome[]> => {
    const error = errors[calls.length];
    calls.push([...entries]);
    return error ? Promise.reject(error) : Promise.resolve(entries.map(() => null));
  };
  return { calls, call };
}

describe("sendWithResends", () => {
  test("sends again only the entries that failed, in their order", async () => {
    const { calls, call } = refusing({ b: 1, d: 2 });

    const outcomes = await sendWithResends(["a", "b", "c", "d"], call, recordingPolicy(), plentyOfTime);

    expect(outcomes).toEqual([null, null, null, null]);
    expect(calls).toEqual([["a", "b", "c", "d"], ["b", "d"], ["d"]]);
  });

  test("gives up after the number of tries and says why each entry failed", async () => {
    const { calls, call } = refusing({ b: 99 });

    const outcomes = await sendWithResends(["a", "b"], call, recordingPolicy({ maxTries: 3 }), plentyOfTime);

    expect(outcomes).toEqual([null, THROTTLED]);
    expect(calls).toHaveLength(3);
  });

  test("pauses for a random part of a bound that doubles up to its maximum", async () => {
    const policy = recordingPolicy({ maxTries: 5 });

    await sendWithResends(["a"], refusing({ a: 99 }).call, policy, plentyOfTime);

    expect(policy.pauses).toEqual([50, 100, 150, 150]);
  });

  test("does not repeat a call that was rejected for the caller's fault", async () => {
    const { calls, call } = rejecting([FORBIDDEN]);

    const outcomes = await sendWithResends(["a", "b"], call, recordingPolicy(), plentyOfTime);

    expect(outcomes).toEqual([FORBIDDEN, FORBIDDEN]);
    expect(calls).toHaveLength(1);
  });

  test("repeats a call that the service could not carry out, or that got no answer", async () => {
    const { calls, call } = rejecting([UNAVAILABLE, new Error("socket hang up")]);

    const outcomes = await sendWithResends(["a", "b"], call, recordingPolicy(), plentyOfTime);

    expect(outcomes).toEqual([null, null]);
    expect(calls).toHaveLength(3);
  });

  test("keeps what was accepted before a call that was rejected", async () => {
    const answers = [[null, THROTTLED]];
    const call = () => {
      const answer = answers.shift();
      return answer ? Promise.resolve(answer) : Promise.reject(FORBIDDEN);
    };

    const outcomes = await sendWithResends(["a", "b"], call, recordingPolicy(), plentyOfTime);

    expect(outcomes).toEqual([null, FORBIDDEN]);
  });

  test("without a number of tries sends again until only the reserve is left", async () => {
    let left = 10_000;
    const policy = recordingPolicy({
      maxTries: Infinity,
      sleep: (milliseconds) => {
        left -= milliseconds;
        return Promise.resolve();
      },
    });
    const { calls, call } = refusing({ a: Infinity });

    const outcomes = await sendWithResends(["a"], call, policy, () => left);

    expect(outcomes).toEqual([THROTTLED]);
    // Pauses of 50 and 100 ms, then of 150, out of 9,000.
    expect(calls).toHaveLength(62);
    expect(left).toBe(1_000);
  });

  test("does not start a call that would reach into the reserve if it took as long as the longest before it", async () => {
    let left = 10_000;
    let calls = 0;
    const call = (): Promise<EntryOutcome[]> => {
      calls += 1;
      left -= 3_000;
      return Promise.reject(UNAVAILABLE);
    };

    await sendWithResends(["a"], call, recordingPolicy({ maxTries: Infinity }), () => left);

    expect(calls).toBe(2);
    expect(left).toBe(4_000);
  });

  test("counts an entry that the answer does not mention as failed", async () => {
    const outcomes = await sendWithResends(
      ["a", "b"],
      () => Promise.resolve([null]),
      recordingPolicy({ maxTries: 1 }),
      plentyOfTime,
    );

    expect(outcomes[0]).toBeNull();
    expect(outcomes[1]?.message).toContain("no entry for this record");
  });

  test("sends nothing when only the reserve of the invocation is left", async () => {
    const { calls, call } = refusing({});

    const outcomes = await sendWithResends(["a"], call, recordingPolicy(), () => 999);

    expect(calls).toEqual([]);
    expect(outcomes[0]?.message).toContain("999 ms of the invocation are left and 1000 ms are kept");
  });

  test("does not start a pause that would end within the reserve", async () => {
    const policy = recordingPolicy();
    const { calls, call } = refusing({ a: 99 });

    const outcomes = await sendWithResends(["a"], call, policy, () => 1_049);

    expect(outcomes).toEqual([THROTTLED]);
    expect(calls).toHaveLength(1);
    expect(policy.pauses).toEqual([]);
  });

  test("makes no call for no entry", async () => {
    const { calls, call } = refusing({});

    expect(await sendWithResends([], call, recordingPolicy(), plentyOfTime)).toEqual([]);
    expect(calls).toEqual([]);
  });
});

describe("groupIntoCalls", () => {
  const bytes = (size: number) => size;

  test("starts a new call after as many entries as one takes", () => {
    expect(groupIntoCalls([1, 1, 1, 1, 1], bytes, { entries: 2, bytes: 100 })).toEqual([[1, 1], [1, 1], [1]]);
  });

  test("fills a call to its last byte and not beyond", () => {
    expect(groupIntoCalls([4, 6, 1], bytes, { entries: 10, bytes: 10 })).toEqual([[4, 6], [1]]);
    expect(groupIntoCalls([4, 7], bytes, { entries: 10, bytes: 10 })).toEqual([[4], [7]]);
  });

  test("counts the bytes of each call from its own first entry", () => {
    expect(groupIntoCalls([9, 5, 5, 5], bytes, { entries: 10, bytes: 10 })).toEqual([[9], [5, 5], [5]]);
  });

  test("gives an entry that alone is too large a call of its own", () => {
    expect(groupIntoCalls([1, 11, 1], bytes, { entries: 10, bytes: 10 })).toEqual([[1], [11], [1]]);
  });

  test("makes no call for no entry", () => {
    expect(groupIntoCalls([], bytes, { entries: 1, bytes: 1 })).toEqual([]);
  });
});
