import type { DataAtRisk } from "../finding";
import type { ResourceChange } from "../plan/resource-change";

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DeleteLogGroup.html */
export function logGroupData(group: ResourceChange): DataAtRisk {
  const days = group.before["retention_in_days"];
  const kept = group.before["skip_destroy"] === true;
  return {
    holds: typeof days === "number" && days > 0 ? `log events of the last ${days} days` : "log events, for ever",
    lost: kept ? "nothing: skip_destroy leaves the group in AWS, without Terraform" : "every log event in it",
    recovery: kept ? "Import the group to have it back." : "None. Export the group to S3 first.",
  };
}
