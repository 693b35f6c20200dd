/**
 * The Glue cron expression of runs that many minutes apart, five minutes after the full hour: a delivery stream that buffers
 * for minutes has then written what belongs to the hour before.
 *
 * @param construct path of the construct that is scheduled, for the error
 * @throws Error when a cron expression cannot give every day the same runs, or they would meet the nightly maintenance
 * @see https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html
 */
export function everyMinutes(construct: string, interval: number): string {
  if (interval === 15 || interval === 30) return `cron(5/${interval} * * * ? *)`;
  if (interval === 60) return "cron(5 * * * ? *)";
  if (interval === 1440) return "cron(5 0 * * ? *)";
  if (interval > 0 && interval % 60 === 0 && 1440 % interval === 0) return `cron(5 0/${interval / 60} * * ? *)`;
  throw new Error(
    `${construct}: everyMinutes is ${interval}; every day has the same runs with 15, 30, or whole hours that divide a day. Choose one of 15, 30, 60, 120, 180, 240, 360, 480, 720, 1440.`,
  );
}

/** Once a night, between two runs of every interval. A maintenance that meets a running job is refused, and due the next night. */
export const NIGHTLY = "cron(28 2 * * ? *)";
