/** What the calls to a bucket log have cost. */
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

  /** What was counted since the last call. */
  take(): Omit<IndexUsage, "take"> {
    const { appends, lostRaces, queries, writeUnits, readUnits } = this;
    Object.assign(this, new IndexUsage());
    return { appends, lostRaces, queries, writeUnits, readUnits };
  }
}
