import {
  type Candidate,
  type Claim,
  type ClaimOutcome,
  type ClaimStore,
  resolveOwners,
} from "../../../../lambda-src/deduplicate/index/claims";

/** Candidates at positions 0, 1, ... with these ids; the owner of position n is `record-n`. */
function candidates(...ids: string[]): Candidate[] {
  return ids.map((eventUuid, position) => ({
    position,
    claim: { eventName: "a", eventUuid, owner: `record-${position}`, createdAt: 1, arrivedAt: 2 },
  }));
}

function storeThatAnswers(outcomes: Readonly<Record<string, ClaimOutcome>>) {
  const claimed: Claim[] = [];
  const store: ClaimStore = {
    claim: (claims) => {
      claimed.push(...claims);
      return Promise.resolve(claims.map(({ eventUuid }) => outcomes[eventUuid] ?? { kind: "claimed" }));
    },
  };
  return { claimed, store };
}

describe("resolveOwners", () => {
  test("claims each id once, for its first record, which then owns it", async () => {
    const { claimed, store } = storeThatAnswers({});

    const { owners, failure } = await resolveOwners(candidates("a", "b", "a", "a"), store);

    expect(claimed.map(({ owner }) => owner)).toEqual(["record-0", "record-1"]);
    expect([...owners].sort()).toEqual([
      [0, "record-0"],
      [1, "record-1"],
      [2, "record-0"],
      [3, "record-0"],
    ]);
    expect(failure).toBeUndefined();
  });

  test("finds the owner among later records of the same id", async () => {
    const owner = { name: "with some hash", is: (other: string) => other === "record-1" };
    const { store } = storeThatAnswers({ a: { kind: "taken", owner } });

    const { owners } = await resolveOwners(candidates("a", "a", "a"), store);

    expect([...owners.values()]).toEqual(["record-1", "record-1", "record-1"]);
  });

  test("names an owner that is no record of the batch as the store does", async () => {
    const { store } = storeThatAnswers({ a: { kind: "taken", owner: { name: "with some hash", is: () => false } } });

    const { owners } = await resolveOwners(candidates("a", "a"), store);

    expect([...owners.values()]).toEqual(["with some hash", "with some hash"]);
  });

  test("reports the lowest position whose claim failed", async () => {
    const error = new Error("throttled");
    const { store } = storeThatAnswers({ b: { kind: "failed", error }, c: { kind: "failed", error: new Error() } });

    const { owners, failure } = await resolveOwners(candidates("a", "b", "c", "b"), store);

    expect(failure).toEqual({ position: 1, error });
    expect([...owners.keys()]).toEqual([0]);
  });

  test("takes a rejection of the store as a failure of every claim", async () => {
    const store: ClaimStore = { claim: () => Promise.reject(new Error("no such table")) };

    expect((await resolveOwners(candidates("a", "b"), store)).failure).toEqual({
      position: 0,
      error: new Error("no such table"),
    });
  });

  test("takes a missing outcome as a failure", async () => {
    const store: ClaimStore = { claim: () => Promise.resolve([]) };

    expect((await resolveOwners(candidates("a"), store)).failure?.position).toBe(0);
  });

  test("does not ask the store when there is nothing to claim", async () => {
    const store: ClaimStore = { claim: () => Promise.reject(new Error("asked")) };

    expect((await resolveOwners([], store)).failure).toBeUndefined();
  });
});
