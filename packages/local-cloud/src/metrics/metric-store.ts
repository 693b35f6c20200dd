/** What CloudWatch tells metrics apart by. */
export interface Metric {
  /** For example `AWS/Lambda`. */
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** One value of a metric. */
export interface Measurement extends Metric {
  readonly value: number;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
}

export type Statistic = "Average" | "Maximum" | "Minimum" | "SampleCount" | "Sum";

interface Summary {
  count: number;
  sum: number;
  lowest: number;
  highest: number;
}

const MINUTE = 60_000;
/** Minutes for which values are kept: longer than any alarm of a day looks back. */
const KEPT_MINUTES = 25 * 60;

/**
 * The values of all metrics, summed up by minute: what an hour of a busy lake takes does not depend on how busy it is.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
 */
export class MetricStore {
  private readonly metrics = new Map<string, { readonly metric: Metric; readonly minutes: Map<number, Summary> }>();

  record(measurements: Iterable<Measurement>): void {
    for (const measurement of measurements) {
      const minutes = this.minutesOf(measurement);
      const minute = Math.floor(measurement.at / MINUTE);
      const summary = minutes.get(minute);
      const { value } = measurement;
      if (summary === undefined) {
        minutes.set(minute, { count: 1, sum: value, lowest: value, highest: value });
        for (const old of minutes.keys()) if (old <= minute - KEPT_MINUTES) minutes.delete(old);
        continue;
      }
      summary.count += 1;
      summary.sum += value;
      summary.lowest = Math.min(summary.lowest, value);
      summary.highest = Math.max(summary.highest, value);
    }
  }

  /** Metrics that have a value. */
  list(): readonly Metric[] {
    return [...this.metrics.values()].map(({ metric }) => metric);
  }

  /**
   * A statistic over whole minutes; undefined without a value in them.
   *
   * @param from milliseconds since the Unix epoch, in the first minute
   * @param to milliseconds since the Unix epoch; the minute that begins there is not counted
   */
  statistic(metric: Metric, statistic: Statistic, from: number, to: number): number | undefined {
    const minutes = this.metrics.get(keyOf(metric))?.minutes ?? new Map<number, Summary>();
    const summaries = [...minutes].flatMap(([minute, summary]) =>
      minute >= Math.floor(from / MINUTE) && minute < Math.ceil(to / MINUTE) ? [summary] : [],
    );
    if (summaries.length === 0) return undefined;
    const count = summaries.reduce((total, summary) => total + summary.count, 0);
    const sum = summaries.reduce((total, summary) => total + summary.sum, 0);
    switch (statistic) {
      case "Average":
        return sum / count;
      case "Maximum":
        return Math.max(...summaries.map(({ highest }) => highest));
      case "Minimum":
        return Math.min(...summaries.map(({ lowest }) => lowest));
      case "SampleCount":
        return count;
      case "Sum":
        return sum;
    }
  }

  private minutesOf({ namespace, name, dimensions }: Metric): Map<number, Summary> {
    const metric = { namespace, name, dimensions };
    const key = keyOf(metric);
    const known = this.metrics.get(key) ?? { metric, minutes: new Map<number, Summary>() };
    this.metrics.set(key, known);
    return known.minutes;
  }
}

/** A metric with other dimensions is another metric. */
function keyOf({ namespace, name, dimensions }: Metric): string {
  const sorted = Object.entries(dimensions).sort(([left], [right]) => (left < right ? -1 : 1));
  return JSON.stringify([namespace, name, sorted]);
}
