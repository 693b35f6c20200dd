import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { BucketCache, CACHED_IDS } from "./bucket-cache";
import { BucketLogClaimStore } from "./bucket-log-claim-store";
import type { ClaimStore } from "./claims";
import { CLAIM_CONCURRENCY } from "../clients";
import { ItemPerEventClaimStore } from "./item-per-event-claim-store";
import { DynamoDbSegmentLog } from "./segment-log";
import type { IndexUsage } from "./index-usage";
import type { Settings } from "../settings";

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
  if (index.kind === "item-per-event") return new ItemPerEventClaimStore({ ...shared, client, table });
  return new BucketLogClaimStore({
    ...shared,
    geometry: index.geometry,
    log: new DynamoDbSegmentLog({ client, table, usage }),
    cache: new BucketCache(CACHED_IDS),
    now: Date.now,
  });
}
