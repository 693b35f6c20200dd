/** One record's wish to be the owner of an event id. */
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
