import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import { isList, isValues, sameValue } from "../plan/values";
import type { Check, Observation } from "./check";

/** Types that work with the data in a role of their own. */
const SERVICES = ["aws_glue_crawler", "aws_glue_job", "aws_kinesis_firehose_delivery_stream", "aws_lambda_function"];
const ROLE = /^role(_arn)?$/;

/**
 * A Lake Formation grant that is replaced: first revoked, then given, so that its principal is without it for a while; or the
 * other way round, and the revocation removes what both have. An update in place is planned, but fails in the apply.
 *
 * @see https://docs.aws.amazon.com/lake-formation/latest/APIReference/API_RevokePermissions.html
 */
export const grantGap: Check = {
  id: "grant-gap",
  observe: (plan) =>
    plan.ofType("aws_lakeformation_permissions").flatMap((grant): Observation[] => {
      const { kind, address } = grant;
      if (kind === "update") return [unappliable(grant)];
      if (kind !== "replace") return [];
      const service = serviceOf(grant, plan);
      const who = service === undefined ? "its principal" : `${service}, which works with it,`;
      const createdFirst = grant.actions.indexOf("create") < grant.actions.indexOf("delete");
      if (createdFirst && !isSameGrantee(grant)) return [];
      return [
        {
          severity: "warn",
          topic: "operation",
          address,
          summary: createdFirst
            ? `Gives the new grant first and then revokes the old one: ${who} loses the permissions that both have, until the next apply.`
            : `Revokes the grant before it is granted again: ${who} is refused meanwhile, and for good if the apply stops between.`,
          evidence: grant.evidence("principal", ...grant.replacePaths.filter((path) => path !== "principal")),
          remedy: createdFirst
            ? "Remove `create_before_destroy` from this grant; apply while nobody works with it."
            : "Apply while nobody works with it; or add what is new as a grant of its own, with permissions that no other grant has.",
        },
      ];
    }),
};

function unappliable(grant: ResourceChange): Observation {
  return {
    severity: "block",
    topic: "operation",
    address: grant.address,
    summary:
      'Plans an update of a Lake Formation grant, which the provider cannot do: the apply fails with "doesn\'t support update".',
    evidence: grant.differences,
    remedy: `Replace it: \`terraform plan -replace='${grant.address}'\`; or give the grant another id.`,
  };
}

const services = new WeakMap<PlanUnderReview, ReadonlyMap<unknown, string>>();

/** The resource whose role the grant is given to: a delivery stream, crawler, function or job. */
function serviceOf(grant: ResourceChange, plan: PlanUnderReview): string | undefined {
  const byRole = services.get(plan) ?? servicesByRole(plan);
  services.set(plan, byRole);
  return byRole.get(grant.before["principal"]);
}

function servicesByRole(plan: PlanUnderReview): ReadonlyMap<unknown, string> {
  const found = new Map<unknown, string>();
  for (const { address, before } of plan.ofType(...SERVICES)) {
    for (const role of rolesOf(before)) if (!found.has(role)) found.set(role, address);
  }
  return found;
}

function rolesOf(values: unknown): readonly unknown[] {
  if (isList(values)) return values.flatMap(rolesOf);
  if (!isValues(values)) return [];
  return Object.entries(values).flatMap(([key, value]) => (ROLE.test(key) ? [value] : rolesOf(value)));
}

function isSameGrantee({ before, after }: ResourceChange): boolean {
  return ["principal", "database", "table", "table_with_columns", "data_location"].every((attribute) =>
    sameValue(before[attribute], after[attribute]),
  );
}
