import type { DataAtRisk } from "../finding";
import { valueAt } from "../plan/attribute-path";
import type { ResourceChange } from "../plan/resource-change";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html "System backups" */
export function tableData(table: ResourceChange): DataAtRisk {
  const expires = valueAt(table.before, "ttl[0].enabled") === true;
  const recoverable = valueAt(table.before, "point_in_time_recovery[0].enabled") === true;
  return {
    holds: expires
      ? `items until the time in their "${table.textBefore("ttl[0].attribute_name") ?? ""}"`
      : "items, for ever",
    lost: "every item, and the table's stream of changes",
    recovery: recoverable
      ? "Point-in-time recovery is on: AWS keeps a system backup for 35 days after the deletion; restore it into a table of another name."
      : "None: point-in-time recovery is off. Make an on-demand backup first.",
  };
}
