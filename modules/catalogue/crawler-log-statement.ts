import type { PolicyStatement } from "../iam";
import { arnAt } from "../input-rules/place";

/** Writing the log of a crawler: Glue chooses one group for all crawlers of the account. */
export function crawlerLogStatement(place: { readonly accountId: string; readonly region: string }): PolicyStatement {
  const group = arnAt(place, "logs", "log-group:/aws-glue/crawlers");
  return {
    sid: "WriteLogs",
    actions: ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"],
    resources: [group, `${group}:*`],
  };
}
