import type { DataAtRisk } from "../finding";
import { valueAt } from "../plan/attribute-path";
import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/delete-bucket.html */
export function bucketData(bucket: ResourceChange, plan: PlanUnderReview): DataAtRisk {
  const versioned = belongingTo(bucket, plan, "aws_s3_bucket_versioning").some(
    (versioning) => valueAt(versioning.before, "versioning_configuration[0].status") === "Enabled",
  );
  const replicated = belongingTo(bucket, plan, "aws_s3_bucket_replication_configuration").length > 0;
  const forced = bucket.before["force_destroy"] === true;
  return {
    holds: versioned ? "objects and their earlier versions" : "objects, without earlier versions",
    lost: forced
      ? `every object${versioned ? " and every version of it" : ""}: force_destroy is on`
      : "nothing while an object is in it: force_destroy is off, AWS refuses, and the apply ends half done",
    recovery: replicated
      ? "What was replicated is in the other bucket."
      : "None: versions go with the bucket. Copy the objects first.",
  };
}

function belongingTo(bucket: ResourceChange, plan: PlanUnderReview, type: string): readonly ResourceChange[] {
  const name = bucket.before["bucket"];
  return plan.ofType(type).filter(({ before }) => before["bucket"] === name);
}
