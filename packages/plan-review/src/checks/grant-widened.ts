import { GRANT_TARGETS, type Widening, grantWidening } from "../aws/grant-widening";
import { filterWidening, locationWidening, settingsWidening } from "../aws/lake-widening";
import type { PlanUnderReview } from "../plan/plan-under-review";
import { renames } from "../plan/renames";
import type { ResourceChange } from "../plan/resource-change";
import { blocksOf, isZero, textsOf } from "../plan/values";
import type { Check } from "./check";

/**
 * Lake Formation allows more than before: a permission, the right to pass one on, all tables or columns, a filter that went,
 * everybody with IAM rights. A grant on what this plan creates is no finding, except to everybody.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/lf-permissions-reference.html
 */
export const grantWidened: Check = {
  id: "grant-widened",
  observe: (plan) => {
    const renamed = new Set(renames(plan).map(({ created }) => created));
    return plan.changed
      .filter((change) => change.kind !== "delete" && change.kind !== "forget" && !renamed.has(change))
      .flatMap((change) => {
        const widenings = wideningsOf(change, plan);
        if (widenings.length === 0) return [];
        return [
          {
            severity: widenings.some(({ severity }) => severity === "block") ? ("block" as const) : ("warn" as const),
            topic: "access" as const,
            address: change.address,
            summary: `Lake Formation allows more: ${widenings.map(({ text }) => text).join("; ")}.`,
            evidence: change.evidence(
              ...new Set(
                ["principal", ...widenings.map(({ attribute }) => attribute), ...targetsOf(change)].filter(
                  isIn(change),
                ),
              ),
            ),
            remedy:
              "Ask the owner of the data. Grant single permissions on named tables and columns, and no right to pass them on.",
          },
        ];
      });
  },
};

/** What the grant is on: the same permission on more is another grant. */
function targetsOf({ after }: ResourceChange): readonly string[] {
  return GRANT_TARGETS.filter((target) => !isZero(after[target]));
}

function isIn({ before, after, afterUnknown }: ResourceChange): (attribute: string) => boolean {
  const known = [before, after, afterUnknown].flatMap((values) => Object.keys(values ?? {}));
  return (attribute) => known.includes(attribute.split(/[.[]/)[0] ?? "");
}

function wideningsOf(change: ResourceChange, plan: PlanUnderReview): Widening[] {
  const { type, kind, before, after } = change;
  switch (type) {
    case "aws_lakeformation_permissions":
      return kind === "create"
        ? newGrant(change, plan)
        : grantWidening(before, after, (path) => change.isUnknown(path));
    case "aws_lakeformation_data_lake_settings":
      return settingsWidening(before, after);
    case "aws_lakeformation_data_cells_filter":
      return kind === "create" ? [] : filterWidening(before, after);
    case "aws_lakeformation_resource":
      return kind === "create" ? [] : locationWidening(before, after);
    default:
      return [];
  }
}

function newGrant(change: ResourceChange, plan: PlanUnderReview): Widening[] {
  const { after } = change;
  if (after["principal"] === "IAM_ALLOWED_PRINCIPALS") {
    return [
      {
        attribute: "principal",
        text: "gives to everybody with IAM rights (IAM_ALLOWED_PRINCIPALS)",
        severity: "block",
      },
    ];
  }
  if (isOnNew(change, plan)) return [];
  const permissions = textsOf(after["permissions"]);
  return [
    {
      attribute: "permissions",
      text: `a new grant of ${permissions.join(", ")} on what exists already`,
      severity: permissions.every((permission) => permission === "DESCRIBE") ? "warn" : "block",
    },
  ];
}

/** Whether the plan makes what the grant is on: then nobody can see what they could not see before. */
function isOnNew({ address, after }: ResourceChange, plan: PlanUnderReview): boolean {
  const expressions = plan.configuration.expressionsOf(address);
  const referred = GRANT_TARGETS.flatMap((target) => plan.configuration.referencesOf(address, expressions[target]));
  const isMade = (resource: ResourceChange | undefined) => resource?.kind === "create";
  return (
    referred.some((resource) => isMade(plan.resource(resource))) ||
    ["database", "table", "table_with_columns"]
      .flatMap((target) => blocksOf(after[target]))
      .some((target) =>
        plan
          .ofType("aws_glue_catalog_database", "aws_glue_catalog_table")
          .some(
            (resource) =>
              isMade(resource) &&
              resource.after["name"] === target["name"] &&
              (target["database_name"] === undefined || resource.after["database_name"] === target["database_name"]),
          ),
      )
  );
}
