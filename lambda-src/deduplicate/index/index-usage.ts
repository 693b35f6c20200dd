import type { Claim, ClaimOutcome, ClaimStore } from "./claims";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

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

/** An event that was created longer than this before it arrived has a bucket that nothing else of its batch shares. */
const LATE_SECONDS = 60;

/** Measures a claim store: how long a batch waits for it, and how many late events it is asked about. */
export class MeteredClaimStore implements ClaimStore {
  /** @param now milliseconds of a clock that does not jump */
  constructor(
    private readonly store: ClaimStore,
    private readonly usage: IndexUsage,
    private readonly now: () => number,
  ) {}

  async claim(claims: readonly Claim[]): Promise<ClaimOutcome[]> {
    const begin = this.now();
    try {
      return await this.store.claim(claims);
    } finally {
      this.usage.claimMilliseconds += this.now() - begin;
      this.usage.lateClaims += claims.filter(({ arrivedAt, createdAt }) => arrivedAt - createdAt > LATE_SECONDS).length;
    }
  }
}

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const THROTTLES = new Set(["ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"]);

/** Counts every answer of the index that says "slower", those that the SDK's own retries hide among them. */
export function countThrottles(client: Pick<DynamoDBClient, "middlewareStack">, usage: IndexUsage): void {
  client.middlewareStack.add(
    (next) => async (request) => {
      try {
        return await next(request);
      } catch (error) {
        if (error instanceof Error && THROTTLES.has(error.name)) usage.throttles += 1;
        throw error;
      }
    },
    // Behind the retries, which stand at this step with a high priority: so each try passes here.
    { step: "finalizeRequest", priority: "low", name: "countThrottles" },
  );
}
