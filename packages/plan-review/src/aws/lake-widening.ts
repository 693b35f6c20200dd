import { type Values, blocksOf, isZero, textsOf, valueAt } from "../plan/values";
import type { Widening } from "./grant-widening";

/**
 * Who administers the lake, and what new databases and tables allow from the start.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/change-settings.html
 */
export function settingsWidening(before: Values, after: Values): Widening[] {
  const lists = [
    "admins",
    "trusted_resource_owners",
    "external_data_filtering_allow_list",
    "authorized_session_tag_value_list",
  ];
  const switches = ["allow_external_data_filtering", "allow_full_table_external_data_access"];
  const defaults = ["create_database_default_permissions", "create_table_default_permissions"];
  return [
    ...lists.flatMap((attribute) => {
      const added = textsOf(after[attribute]).filter((name) => !textsOf(before[attribute]).includes(name));
      return added.length > 0 ? [block(attribute, `adds to ${attribute}`)] : [];
    }),
    ...switches.flatMap((attribute) =>
      after[attribute] === true && before[attribute] !== true ? [block(attribute, `turns on ${attribute}`)] : [],
    ),
    ...defaults.flatMap((attribute) => {
      const known = defaultGrants(before[attribute]);
      const added = defaultGrants(after[attribute]).filter((grant) => !known.includes(grant));
      return added.length > 0 ? [block(attribute, `gives more on everything that is made from now on`)] : [];
    }),
  ];
}

/**
 * Rows and columns that a data filter lets through.
 * @see https://docs.aws.amazon.com/lake-formation/latest/dg/data-filters-about.html
 */
export function filterWidening(before: Values, after: Values): Widening[] {
  const filter = "table_data[0].row_filter[0]";
  const everyRow = (values: Values) =>
    !isZero(valueAt(values, `${filter}.all_rows_wildcard`)) || isZero(valueAt(values, `${filter}.filter_expression`));
  const expression = `${filter}.filter_expression`;
  const rows = everyRow(after)
    ? everyRow(before)
      ? []
      : [block(expression, "lets every row through")]
    : !everyRow(before) && valueAt(before, expression) !== valueAt(after, expression)
      ? [block(expression, "filters rows by another expression")]
      : [];
  const names = (values: Values) => textsOf(valueAt(values, "table_data[0].column_names"));
  const excluded = (values: Values) =>
    textsOf(valueAt(values, "table_data[0].column_wildcard[0].excluded_column_names"));
  const added = names(before).length === 0 ? [] : names(after).filter((name) => !names(before).includes(name));
  const everyColumn = names(before).length > 0 && names(after).length === 0;
  const shown = excluded(before).filter((name) => !excluded(after).includes(name) && names(after).length === 0);
  return [
    ...rows,
    ...(everyColumn ? [block("table_data[0].column_names", "lets all columns through")] : []),
    ...(added.length > 0 ? [block("table_data[0].column_names", `adds the columns ${added.join(", ")}`)] : []),
    ...(shown.length > 0
      ? [block("table_data[0].column_wildcard[0].excluded_column_names", `shows the columns ${shown.join(", ")}`)]
      : []),
  ];
}

/** @see https://docs.aws.amazon.com/lake-formation/latest/dg/hybrid-access-mode.html */
export function locationWidening(before: Values, after: Values): Widening[] {
  const attribute = "hybrid_access_enabled";
  if (before[attribute] === true || after[attribute] !== true) return [];
  return [block(attribute, "lets principals that did not opt in go by IAM alone")];
}

function defaultGrants(value: unknown): string[] {
  return blocksOf(value).flatMap(({ principal, permissions }) =>
    textsOf(permissions).map((permission) => `${String(principal)} ${permission}`),
  );
}

function block(attribute: string, text: string): Widening {
  return { attribute, text, severity: "block" };
}
