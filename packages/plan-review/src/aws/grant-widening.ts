import { type Values, blocksOf, isZero, sameValue, textsOf, valueAt, without } from "../plan/values";
import type { Severity } from "../review";

/** One way in which a grant allows more than before. */
export interface Widening {
  readonly attribute: string;
  readonly text: string;
  readonly severity: Severity;
}

/** What a grant can be on. */
export const GRANT_TARGETS = [
  "catalog_resource",
  "data_cells_filter",
  "data_location",
  "database",
  "lf_tag",
  "lf_tag_policy",
  "table",
  "table_with_columns",
];

/** Everybody with IAM rights: what Lake Formation calls the absence of its own control. */
const EVERYBODY = "IAM_ALLOWED_PRINCIPALS";

/** What `after` of an `aws_lakeformation_permissions` allows that `before` did not. */
export function grantWidening(before: Values, after: Values, isUnknown: (path: string) => boolean): Widening[] {
  const added = (attribute: string): string[] =>
    textsOf(after[attribute]).filter((permission) => !textsOf(before[attribute]).includes(permission));
  const widenings: Widening[] = [];
  const push = (attribute: string, text: string, severity: Severity = "block") =>
    widenings.push({ attribute, text, severity });
  const permissions = added("permissions");
  const options = added("permissions_with_grant_option");
  if (permissions.length > 0) push("permissions", `adds ${permissions.join(", ")}`);
  if (options.length > 0) push("permissions_with_grant_option", `lets the principal pass on ${options.join(", ")}`);
  if (after["principal"] === EVERYBODY && before["principal"] !== EVERYBODY) {
    push("principal", "gives it to everybody with IAM rights (IAM_ALLOWED_PRINCIPALS)");
  } else if (!isUnknown("principal") && after["principal"] !== before["principal"]) {
    push("principal", "gives it to another principal");
  }
  return [
    ...widenings,
    ...targetWidening(before, after),
    ...columnWidening(before, after),
    ...tagWidening(before, after),
  ];
}

function targetWidening(before: Values, after: Values): Widening[] {
  const at = (values: Values, path: string): unknown => valueAt(values, path);
  if (at(after, "table[0].wildcard") === true && at(before, "table[0].wildcard") !== true) {
    return [{ attribute: "table[0].wildcard", text: "covers all tables of the database", severity: "block" }];
  }
  const moved = GRANT_TARGETS.filter((target) => !isZero(after[target]) && !sameTarget(before[target], after[target]));
  return moved.map((target) => ({
    attribute: `${target}[0]`,
    text: `is on another ${target} than before`,
    severity: "block",
  }));
}

/** Columns and tags are compared by themselves: fewer of them is no widening. */
function sameTarget(before: unknown, after: unknown): boolean {
  const [from, to] = [before, after].map((target) =>
    blocksOf(target).map((block) =>
      without(block, "column_names", "excluded_column_names", "wildcard", "expression", "catalog_id"),
    ),
  );
  return sameValue(from, to) || (isZero(before) && isZero(after));
}

function columnWidening(before: Values, after: Values): Widening[] {
  const attribute = (name: string) => `table_with_columns[0].${name}`;
  const list = (values: Values, name: string) => textsOf(valueAt(values, attribute(name)));
  if (isZero(before["table_with_columns"]) || isZero(after["table_with_columns"])) return [];
  const all = (values: Values) => valueAt(values, attribute("wildcard")) === true;
  if (all(after) && !all(before)) {
    const columns = list(before, "column_names").join(", ");
    return [{ attribute: attribute("wildcard"), text: `covers all columns, not ${columns} alone`, severity: "block" }];
  }
  const columns = all(before)
    ? []
    : list(after, "column_names").filter((name) => !list(before, "column_names").includes(name));
  const shown = list(before, "excluded_column_names").filter(
    (name) => !list(after, "excluded_column_names").includes(name),
  );
  const excludes = all(after) || list(after, "excluded_column_names").length > 0;
  return [
    ...(columns.length > 0
      ? [
          {
            attribute: attribute("column_names"),
            text: `adds the columns ${columns.join(", ")}`,
            severity: "block" as const,
          },
        ]
      : []),
    ...(shown.length > 0 && excludes
      ? [
          {
            attribute: attribute("excluded_column_names"),
            text: `no longer leaves out the columns ${shown.join(", ")}`,
            severity: "block" as const,
          },
        ]
      : []),
  ];
}

/** A tag less, or a value more, and the expression matches more resources. */
function tagWidening(before: Values, after: Values): Widening[] {
  const tags = (values: Values) =>
    new Map(
      blocksOf(valueAt(values, "lf_tag_policy[0].expression")).map(({ key, values: allowed }) => [
        String(key),
        textsOf(allowed),
      ]),
    );
  const [from, to] = [tags(before), tags(after)];
  if (from.size === 0 || to.size === 0) return [];
  const wider = [...from].some(([key, values]) => {
    const allowed = to.get(key);
    return allowed === undefined || allowed.some((value) => !values.includes(value));
  });
  return wider
    ? [{ attribute: "lf_tag_policy[0].expression", text: "matches more resources by their tags", severity: "block" }]
    : [];
}
