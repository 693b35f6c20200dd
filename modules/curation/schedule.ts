import { checkInput } from "../input-rules/inputs";
import { RIGHT, type Rule, wrong } from "../input-rules/rule";

const DAY = 1440;
const WITHIN_AN_HOUR: readonly unknown[] = [15, 30];
const INTERVALS = [15, 30, 60, 120, 180, 240, 360, 480, 720, DAY];

/** Minutes between two runs of which every day has the same, and which do not meet the nightly maintenance. */
export const runInterval: Rule = (value) => {
  const isHours = typeof value === "number" && value > 0 && value % 60 === 0 && DAY % value === 0;
  if (isHours || WITHIN_AN_HOUR.includes(value)) return RIGHT;
  const rule = "every day has the same runs with 15 or 30 minutes, or whole hours that divide a day";
  return wrong(value, rule, `Write one of ${INTERVALS.join(", ")}`);
};

/**
 * The Glue cron expression of runs that many minutes apart, five minutes after the full hour: a delivery stream that buffers
 * for minutes has then written what belongs to the hour before.
 *
 * @param construct path of the construct that is scheduled, for the error
 * @throws Error when a cron expression cannot give every day the same runs, or they would meet the nightly maintenance
 * @see https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html
 */
export function everyMinutes(construct: string, interval: number): string {
  checkInput(construct, "everyMinutes", interval, runInterval);
  if (interval === 15 || interval === 30) return `cron(5/${interval} * * * ? *)`;
  if (interval === 60) return "cron(5 * * * ? *)";
  if (interval === 1440) return "cron(5 0 * * ? *)";
  return `cron(5 0/${interval / 60} * * ? *)`;
}

/** Once a night, between two runs of every interval. A maintenance that meets a running job is refused, and due the next night. */
export const NIGHTLY = "cron(28 2 * * ? *)";
