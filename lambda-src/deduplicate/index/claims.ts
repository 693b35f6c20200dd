import { MAX_FIELD_LENGTH } from "../../interface";
import { asError } from "../failure";

/** One record's request to be the owner of an event id. */
export interface Claim {
  readonly eventUuid: string;
  /** Unix seconds: when the event was created. */
  readonly createdAt: number;
  /** Unix seconds: when the stream took the record. */
  readonly arrivedAt: number;
  /** `shardId:sequenceNumber` of the Kinesis record: the same on every redelivery. */
  readonly owner: string;
}

/** The record that owns an id, as far as the store remembers it. */
export interface KnownOwner {
  /** For people: `shardId:sequenceNumber`, or what the store kept of it. */
  readonly name: string;
  /** Whether it is the record with this owner token. A store that keeps a hash may take another record for it. */
  is(owner: string): boolean;
}

export type ClaimOutcome =
  /** The record owns the id: now, or since an earlier delivery of the same record. */
  | { readonly kind: "claimed" }
  /** Another record owns the id. */
  | { readonly kind: "taken"; readonly owner: KnownOwner }
  /** Not known who owns the id; the claim may have been stored. Claiming again is safe. */
  | { readonly kind: "failed"; readonly error: Error };

/** Remembers, for the deduplication window, which record owns an event id. */
export interface ClaimStore {
  /** One outcome per claim, in order. Ids within one call are distinct. Does not reject: a failure is an outcome. */
  claim(claims: readonly Claim[]): Promise<ClaimOutcome[]>;
}

const LONE_SURROGATE = /\p{Surrogate}/u;

/**
 * An event id as UTF-8 can spell it. JSON can spell half of a surrogate pair, UTF-8 cannot: such an id becomes its JSON
 * text, padded beyond the length of any id so that it can never meet one. Without this DynamoDB would refuse it for ever
 * and block its shard, and every such id would have the same hash.
 */
export function indexKey(eventUuid: string): string {
  return LONE_SURROGATE.test(eventUuid) ? JSON.stringify(eventUuid).padEnd(MAX_FIELD_LENGTH + 1) : eventUuid;
}

/** A valid event of the batch that wants to be the one that is stored for its id. */
export interface Candidate {
  /** Index of its record in the batch. */
  readonly position: number;
  readonly claim: Claim;
}

/** Who owns the ids of a batch. */
export interface Ownership {
  /**
   * Position of each candidate whose id has a known owner, to that owner's token, its own when it is the one to deliver; or,
   * when the owner is no record of the batch, to the name by which the store knows it.
   */
  readonly owners: ReadonlyMap<number, string>;
  /** The candidate with the lowest position whose claim failed. */
  readonly failure?: { readonly position: number; readonly error: Error };
}

/**
 * Claims every id of the batch once, for the first record that carries it. If another record of the batch owns
 * the id, as after a redelivery in other batches, that one is the owner.
 *
 * @param candidates in the order of their sequence numbers
 */
export async function resolveOwners(candidates: readonly Candidate[], store: ClaimStore): Promise<Ownership> {
  const groups = [...groupById(candidates).values()];
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

function groupById(candidates: readonly Candidate[]): Map<string, Group> {
  const groups = new Map<string, Group>();
  for (const candidate of candidates) {
    const group = groups.get(candidate.claim.eventUuid);
    if (group) group.push(candidate);
    else groups.set(candidate.claim.eventUuid, [candidate]);
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
