import { silentEdits } from "../aws/silent-edits";
import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import type { Check } from "./check";

/**
 * Arguments that stay in force when the code leaves them out, though they protect, grant or lose data: found by taking
 * each out and planning with AWS provider 5.100.0. Every argument that is both optional and computed behaves so.
 */
const WATCHED: Readonly<Record<string, readonly string[]>> = {
  aws_dynamodb_table: ["ttl", "point_in_time_recovery", "server_side_encryption", "local_secondary_index"],
  aws_glue_catalog_table: ["storage_descriptor.columns", "partition_index"],
  aws_kinesis_stream: ["stream_mode_details"],
  aws_kms_key: ["policy"],
  aws_lakeformation_data_lake_settings: [
    "admins",
    "create_database_default_permissions",
    "create_table_default_permissions",
  ],
  aws_lakeformation_permissions: ["permissions_with_grant_option"],
  aws_lambda_event_source_mapping: [
    "maximum_retry_attempts",
    "maximum_record_age_in_seconds",
    "parallelization_factor",
    "destination_config",
    "bisect_batch_on_function_error",
  ],
  aws_lambda_function: ["tracing_config", "ephemeral_storage"],
  aws_s3_bucket: [
    "cors_rule",
    "lifecycle_rule",
    "logging",
    "object_lock_configuration",
    "object_lock_enabled",
    "policy",
    "replication_configuration",
    "server_side_encryption_configuration",
    "versioning",
    "website",
  ],
  aws_sns_topic: ["policy"],
  aws_sqs_queue: ["redrive_policy", "redrive_allow_policy", "policy", "sqs_managed_sse_enabled", "kms_master_key_id"],
};

/**
 * The code was changed and the plan says nothing: the provider keeps what the code no longer says, cannot change it, or
 * `ignore_changes` covers it. Needs the synthesised stack of base and head.
 *
 * What leaves a setting in force that protects, grants or loses data is an objection; any other argument that was removed
 * and stays as it was is only mentioned, for it may just be the provider's default.
 */
export const silentNoOp: Check = {
  id: "silent-no-op",
  observe: (plan) =>
    plan.resources.flatMap((change) => {
      const edits = silentEdits(change, plan);
      if (edits.length === 0) return [];
      const watched = edits.filter(({ attribute, removed }) => !removed || isWatched(change, attribute));
      const shown = watched.length > 0 ? watched : edits;
      return [
        {
          severity: watched.length > 0 ? ("block" as const) : ("inform" as const),
          topic: "operation" as const,
          address: change.address,
          summary: `Edited in the code, but not in the plan: ${shown.map(({ attribute, removed }) => `\`${attribute}\` (${removed ? "removed" : "changed"})`).join(", ")}. AWS keeps what it has.`,
          evidence: shown.map(({ attribute, statePath, base, head }) => ({
            attribute: `${attribute} (in the code)`,
            before: change.codeText(statePath, base),
            after: change.codeText(statePath, head),
          })),
          remedy: remedy(change, plan, shown),
        },
      ];
    }),
};

function isWatched({ type }: ResourceChange, attribute: string): boolean {
  return WATCHED[type]?.some((watched) => attribute === watched || attribute.startsWith(`${watched}.`)) === true;
}

function remedy(
  { address }: ResourceChange,
  plan: PlanUnderReview,
  edits: readonly { readonly attribute: string; readonly removed: boolean }[],
): string {
  const ignored = edits.some(({ attribute }) => plan.head?.ignoresChange(address, attribute) === true);
  if (ignored) return "`lifecycle.ignore_changes` covers it: remove it there, or leave the value as it was.";
  return edits.every(({ removed }) => removed)
    ? "Say the wanted value in the code instead of leaving it out (for a block: `enabled = false`); or change it in AWS by hand, and check with the next plan."
    : "The provider cannot change it in place: make a new resource under another name, or revert the edit.";
}
