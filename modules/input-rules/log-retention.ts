import { RIGHT, type Rule, valueText, wrong } from "./rule";

const DAYS = [1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653];

/**
 * Days for which CloudWatch keeps a log.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
 */
export const logRetentionDays: Rule = (value) => {
  if (DAYS.some((days) => days === value)) return RIGHT;
  const longer = typeof value === "number" ? DAYS.find((days) => days > value) : undefined;
  const fix = longer === undefined ? `Write ${DAYS.at(-1) ?? ""} or less` : `Write ${valueText(longer)}`;
  return wrong(value, `CloudWatch keeps a log for one of these days: ${DAYS.join(", ")}`, fix);
};
