/** What the calls to the deduplication index have cost. */
export class IndexUsage {
  /** Puts, those that lost their race among them. */
  appends = 0;
  /** Puts whose segment number was taken. DynamoDB bills them by the size of the item that is there, and does not say it. */
  lostRaces = 0;
  /** Queries; each page is one. */
  queries = 0;
  /** Write units that DynamoDB reported. */
  writeUnits = 0;
  /** Read units that DynamoDB reported. */
  readUnits = 0;
  /** Milliseconds that batches have waited for their claims. */
  claimMilliseconds = 0;
  /** Claims of events that were created over a minute before they arrived. */
  lateClaims = 0;
  /** Answers that asked to slow down. */
  throttles = 0;

  /** What was counted since the last call. */
  take(): Omit<IndexUsage, "take"> {
    const { appends, lostRaces, queries, writeUnits, readUnits, claimMilliseconds, lateClaims, throttles } = this;
    Object.assign(this, new IndexUsage());
    return { appends, lostRaces, queries, writeUnits, readUnits, claimMilliseconds, lateClaims, throttles };
  }
}
