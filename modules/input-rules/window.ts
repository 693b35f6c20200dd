import { Op, type TerraformResourceLifecycle, Token } from "cdktf";
import { type Mistake, RIGHT, wrong } from "./rule";
import { times } from "./token-numbers";

/**
 * Whether ids are remembered for as long as the stream keeps a record. What one of them is may be a token, or be told to be
 * wrong elsewhere.
 */
export function coversRetention(windowDays: unknown, retentionHours: unknown): readonly Mistake[] {
  const areNumbers = typeof windowDays === "number" && typeof retentionHours === "number";
  if (!areNumbers || Token.isUnresolved(windowDays) || Token.isUnresolved(retentionHours)) return RIGHT;
  if (!(windowDays * 24 < retentionHours)) return RIGHT;
  return wrong(
    windowDays,
    `must cover the ${retentionHours} hours for which the stream keeps a record: a replay would pass as new events`,
    `Write ${Math.ceil(retentionHours / 24)} or more, or shorten the retention`,
  );
}

/** The same where one of the two is a token: Terraform holds them against each other when it plans. */
export function windowCondition(
  windowDays: number,
  retentionHours: number,
): TerraformResourceLifecycle["precondition"] {
  if (!Token.isUnresolved(windowDays) && !Token.isUnresolved(retentionHours)) return undefined;
  return [
    {
      condition: Op.gte(times(windowDays, 24), retentionHours),
      errorMessage:
        "windowDays must cover the hours for which the stream keeps a record: a replay would pass as new events. Write more days, or shorten the retention.",
    },
  ];
}
