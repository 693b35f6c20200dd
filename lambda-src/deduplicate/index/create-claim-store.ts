import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BucketCache } from "./bucket-cache";
import { BucketLogClaimStore } from "./bucket-log-claim-store";
import type { ClaimStore } from "./claim-store";
import { CLAIM_CONCURRENCY } from "../clients";
import { ConditionalPutClaimStore } from "./conditional-put-claim-store";
import { DynamoDbSegmentLog } from "./dynamodb-segment-log";
import type { IndexUsage } from "./index-usage";
import type { Settings } from "../settings";

/** Ids that an instance remembers: three minutes of a shard at its limit of 1,000 records a second, and many more of a usual one. */
export const CACHED_IDS = 200_000;

/**
 * Makes the claim store that the settings name.
 *
 * @param usage counts the calls of a bucket log
 */
export function createClaimStore(
  client: DynamoDBClient,
  { index, indexTable: table, windowSeconds }: Pick<Settings, "index" | "indexTable" | "windowSeconds">,
  usage: IndexUsage,
): ClaimStore {
  const shared = { windowSeconds, concurrency: CLAIM_CONCURRENCY };
  if (index.kind === "item-per-event") return new ConditionalPutClaimStore({ ...shared, client, table });
  return new BucketLogClaimStore({
    ...shared,
    geometry: index.geometry,
    log: new DynamoDbSegmentLog({ client, table, usage }),
    cache: new BucketCache(CACHED_IDS),
    now: Date.now,
  });
}
