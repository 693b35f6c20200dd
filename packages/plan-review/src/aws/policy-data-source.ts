import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import { UNKNOWN } from "../plan/sensitive-values";
import { blocksOf, isList, isValues, type Values } from "../plan/values";

/**
 * The policy document that an argument takes from `data.aws_iam_policy_document`, where the plan knows that data source but for
 * single values: an ARN in it that is known after the apply makes the whole argument so.
 *
 * @returns undefined when the code takes it from elsewhere, or from several
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/data-sources/iam_policy_document
 */
export function documentOfDataSource(
  { configuration, json }: PlanUnderReview,
  { address }: ResourceChange,
  argument: string,
): string | undefined {
  const [source, ...others] = configuration.referencesOf(address, configuration.expressionsOf(address)[argument]);
  if (source === undefined || others.length > 0) return undefined;
  const read = json.resource_changes.find(
    (change) => change.type === "aws_iam_policy_document" && change.address === source,
  );
  if (read === undefined || !isValues(read.change.after)) return undefined;
  const { after, after_unknown: unknown } = read.change;
  const marks = isValues(unknown) ? unknown : {};
  if (MERGED.some((other) => after[other] !== undefined && after[other] !== null) || marks["statement"] === true)
    return undefined;
  const statements = blocksOf(after["statement"]).map((statement, index) =>
    statementOf(statement, isList(marks["statement"]) ? marks["statement"][index] : undefined),
  );
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** Arguments that bring in whole documents. */
const MERGED = ["source_policy_documents", "override_policy_documents", "source_json", "override_json"];

function statementOf(statement: Values, unknown: unknown): Values {
  const marks = isValues(unknown) ? unknown : {};
  const listed = (key: string) =>
    isList(statement[key]) ? statement[key].map((element) => element ?? UNKNOWN) : marks[key] === true ? [UNKNOWN] : [];
  const named = Object.entries(KEYS).flatMap(([key, name]) => {
    const values = listed(key);
    return values.length === 0 ? [] : [[name, values] as const];
  });
  const principals = blocksOf(statement["principals"]).map(({ type, identifiers }) =>
    type === "*" ? ["*", ["*"]] : [type, isList(identifiers) ? identifiers.map((one) => one ?? UNKNOWN) : [UNKNOWN]],
  );
  const everybody = principals.some(([type]) => type === "*");
  const conditions = blocksOf(statement["condition"]).map(({ test, variable, values }) => [
    test,
    { [String(variable)]: values ?? UNKNOWN },
  ]);
  return {
    Effect: statement["effect"] ?? "Allow",
    ...Object.fromEntries(named),
    ...(principals.length > 0 && { Principal: everybody ? "*" : (Object.fromEntries(principals) as Values) }),
    ...(conditions.length > 0 && { Condition: Object.fromEntries(conditions) as Values }),
  };
}

const KEYS = { actions: "Action", not_actions: "NotAction", resources: "Resource", not_resources: "NotResource" };
