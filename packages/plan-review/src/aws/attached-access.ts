import type { PlanUnderReview } from "../plan/plan-under-review";
import { referredResources } from "../plan/referred-resources";
import type { ResourceChange } from "../plan/resource-change";
import type { Severity } from "../review";
import { grantsAfter } from "./policy-change";
import type { Grant } from "./policy-grants";

/** Access that is granted, or a permissions boundary that is removed, by another argument than a policy document. */
export interface AttachedAccess {
  readonly severity: Severity;
  readonly summary: string;
  readonly paths: readonly string[];
  /** What a policy allows that is attached, where the same plan makes it: nobody has seen it yet. @default - none */
  readonly grants?: readonly Grant[];
  /** What to do instead. @default - what is said of policies */
  readonly remedy?: string;
}

const PUBLIC_ACCESS = ["block_public_acls", "block_public_policy", "ignore_public_acls", "restrict_public_buckets"];

/** AWS's own policies that let write or administer, by their name. */
const WRITING_POLICY = /Admin|FullAccess|PowerUser|ReadWrite|ServiceRole/i;

/** @returns undefined when the resource gives nothing in this way */
export function attachedAccess(plan: PlanUnderReview, change: ResourceChange): AttachedAccess | undefined {
  switch (change.type) {
    case "aws_s3_bucket_public_access_block":
      return publicAccess(change);
    case "aws_iam_role":
      return boundary(change);
    case "aws_iam_role_policy_attachment":
      return attachment(plan, change);
    case "aws_lambda_permission":
      return permission(plan, change);
    default:
      return undefined;
  }
}

function publicAccess(change: ResourceChange): AttachedAccess | undefined {
  const opened = PUBLIC_ACCESS.filter((path) => change.before[path] === true && change.after[path] !== true);
  if (opened.length === 0 || change.isUnknown("bucket")) return undefined;
  return {
    severity: "block",
    summary: "Turns off the bucket's block of public access.",
    paths: opened,
    remedy: "Keep the block, and serve what is public through CloudFront, or by URLs that are signed and expire.",
  };
}

function boundary(change: ResourceChange): AttachedAccess | undefined {
  const path = "permissions_boundary";
  if (change.kind !== "update" || !change.before[path] || change.after[path] || change.isUnknown(path))
    return undefined;
  return {
    severity: "block",
    summary: "Removes the permissions boundary: only the role's own policies limit it.",
    paths: [path],
    remedy: "Keep the boundary, and widen it by the action that is missing.",
  };
}

function attachment(plan: PlanUnderReview, change: ResourceChange): AttachedAccess | undefined {
  if (!change.creates || isOfNew(plan, change, "role")) return undefined;
  const arn = change.after["policy_arn"];
  return {
    severity: typeof arn === "string" && !WRITING_POLICY.test(arn) ? "warn" : "block",
    summary: "Attaches a policy to a role that exists: it may do all that the policy allows.",
    paths: ["role", "policy_arn"],
    grants: referredResources(plan, change, "policy_arn")
      .filter(({ creates }) => creates)
      .flatMap((policy) => grantsAfter(plan, policy)),
  };
}

function permission(plan: PlanUnderReview, change: ResourceChange): AttachedAccess | undefined {
  if (!change.creates) return undefined;
  const everybody = change.after["principal"] === "*";
  if (!everybody && (change.destroys || isOfNew(plan, change, "function_name"))) return undefined;
  return {
    severity: everybody ? "block" : "warn",
    summary: everybody ? "Lets everybody invoke the function." : "Lets somebody more invoke the function.",
    paths: ["function_name", "principal", "source_arn", "action"],
  };
}

/** Whether what an argument names is made by this plan: by a reference in the code, or by its name. */
function isOfNew(plan: PlanUnderReview, change: ResourceChange, argument: "role" | "function_name"): boolean {
  const name = change.after[argument];
  const made = { role: "aws_iam_role", function_name: "aws_lambda_function" }[argument];
  return (
    referredResources(plan, change, argument).some(({ kind }) => kind === "create") ||
    plan
      .ofType(made)
      .some(
        ({ kind, after }) =>
          kind === "create" && name !== undefined && after[argument === "role" ? "name" : argument] === name,
      )
  );
}
