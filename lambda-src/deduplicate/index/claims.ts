import { asError } from "../failure";

/** One record's request to be the owner of an event: its name and its id. */
export interface Claim {
  readonly eventName: string;
  readonly eventUuid: string;
  /** Unix seconds: when the event was created. */
  readonly createdAt: number;
  /** Unix seconds: when the stream took the record. */
  readonly arrivedAt: number;
  /** `shardId:sequenceNumber` of the Kinesis record: the same on every redelivery. */
  readonly owner: string;
}

/** The record that owns an event, as far as the store remembers it. */
export interface KnownOwner {
  /** For people: `shardId:sequenceNumber`, or what the store kept of it. */
  readonly name: string;
  /** Whether it is the record with this owner token. A store that keeps a hash may take another record for it. */
  is(owner: string): boolean;
}

export type ClaimOutcome =
  /** The record owns the event: now, or since an earlier delivery of the same record. */
  | { readonly kind: "claimed" }
  /** Another record owns the event. */
  | { readonly kind: "taken"; readonly owner: KnownOwner }
  /** Not known who owns the event; the claim may have been stored. Claiming again is safe. */
  | { readonly kind: "failed"; readonly error: Error };

/** Remembers, for the deduplication window, which record owns an event. */
export interface ClaimStore {
  /** One outcome per claim, in order. Events within one call are distinct. Does not reject: a failure is an outcome. */
  claim(claims: readonly Claim[]): Promise<ClaimOutcome[]>;
}

/** What an event is known by, whole: a name holds no white space, so that no two events share it. */
export function eventKey({ eventName, eventUuid }: Pick<Claim, "eventName" | "eventUuid">): string {
  return `${eventName} ${eventUuid}`;
}

/** A valid event of the batch whose record wants to be the one that is stored. */
export interface Candidate {
  /** Index of its record in the batch. */
  readonly position: number;
  readonly claim: Claim;
}

/** Who owns the events of a batch. */
export interface Ownership {
  /**
   * Position of each candidate whose event has a known owner, to that owner's token, its own when it is the one to deliver; or,
   * when the owner is no record of the batch, to the name by which the store knows it.
   */
  readonly owners: ReadonlyMap<number, string>;
  /** The candidate with the lowest position whose claim failed. */
  readonly failure?: { readonly position: number; readonly error: Error };
}

/**
 * Claims every event of the batch once, for the first record that carries it. If another record of the batch owns
 * it, as after a redelivery in other batches, that one is the owner.
 *
 * @param candidates in the order of their sequence numbers
 */
export async function resolveOwners(candidates: readonly Candidate[], store: ClaimStore): Promise<Ownership> {
  const groups = [...groupByEvent(candidates).values()];
  const outcomes = await claimAll(
    groups.map((group) => group[0].claim),
    store,
  );
  const owners = new Map<number, string>();
  let failure: Ownership["failure"];
  groups.forEach((group, index) => {
    const [first] = group;
    const outcome = outcomes[index] ?? { kind: "failed", error: new Error("The claim store has no outcome for it.") };
    if (outcome.kind === "failed") {
      // Groups are in the order of their first records, so the first failure has the lowest position.
      failure ??= { position: first.position, error: outcome.error };
      return;
    }
    const owner = outcome.kind === "claimed" ? first.claim.owner : ownerAmong(group, outcome.owner);
    for (const candidate of group) {
      owners.set(candidate.position, owner);
    }
  });
  return { owners, failure };
}

function ownerAmong(group: Group, known: KnownOwner): string {
  return group.find(({ claim }) => known.is(claim.owner))?.claim.owner ?? known.name;
}

type Group = [Candidate, ...Candidate[]];

function groupByEvent(candidates: readonly Candidate[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const candidate of candidates) {
    const key = eventKey(candidate.claim);
    const group = groups.get(key);
    if (group) group.push(candidate);
    else groups.set(key, [candidate]);
  }
  return groups;
}

async function claimAll(claims: readonly Claim[], store: ClaimStore): Promise<ClaimOutcome[]> {
  if (claims.length === 0) return [];
  try {
    return await store.claim(claims);
  } catch (thrown) {
    const error = asError(thrown);
    return claims.map(() => ({ kind: "failed", error }));
  }
}
