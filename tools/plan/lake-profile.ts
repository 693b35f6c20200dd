import type { ReviewProfile } from "@event-lake/plan-review";
import type { Environment } from "../../environments/schema";
import { BUCKET_LOG_VARIABLES, DEDUPLICATE_VARIABLES, INDEX_ATTRIBUTES } from "../../lambda-src/interface";

/** Name of the stack of an environment, in a review as in Terraform. */
export function stackOf({ namePrefix, name }: Pick<Environment, "namePrefix" | "name">): string {
  return `${namePrefix}-${name}`;
}

/** What the review must know of this lake, beside the plan. @param environment whose traffic is priced. @default - none is */
export function lakeProfile(environment?: Environment): ReviewProfile {
  return {
    traffic: environment?.traffic,
    deduplication: {
      windowVariable: DEDUPLICATE_VARIABLES.windowSeconds,
      tableVariable: DEDUPLICATE_VARIABLES.indexTable,
      layoutVariables: [
        DEDUPLICATE_VARIABLES.index,
        BUCKET_LOG_VARIABLES.slotSeconds,
        BUCKET_LOG_VARIABLES.subBucketBits,
      ],
      expiryAttribute: INDEX_ATTRIBUTES.expiresAt,
      recovery: "The merge on event_uuid removes duplicates from the Delta tables; raw files keep them.",
    },
    documents: { review: "docs/plan-review.md", removal: "docs/runbooks/remove-an-environment.md" },
  };
}
