/** Minutes from one run to the next that a cron expression can say, so that every day has the same runs. */
export const RUN_INTERVALS = [15, 30, 60, 120, 180, 240, 360, 720, 1440] as const;

export type RunInterval = (typeof RUN_INTERVALS)[number];

/**
 * The Glue cron expression of runs that many minutes apart, five minutes after the full hour: a delivery stream that buffers
 * for minutes has then written what belongs to the hour before.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html
 */
export function everyMinutes(interval: RunInterval): string {
  if (interval < 60) return `cron(5/${interval} * * * ? *)`;
  if (interval === 60) return "cron(5 * * * ? *)";
  return interval === 1440 ? "cron(5 0 * * ? *)" : `cron(5 0/${interval / 60} * * ? *)`;
}

/** Once a night, between two runs of every interval. A maintenance that meets a running job is refused, and due the next night. */
export const NIGHTLY = "cron(28 2 * * ? *)";
