import type { Measurement } from "./metric-store";

interface EmbeddedMetrics {
  readonly _aws?: {
    readonly Timestamp: number;
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string;
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  readonly [member: string]: unknown;
}

/**
 * The metrics in a line of a function's log; none in a line that is not in the embedded metric format. A line that has
 * anything before its JSON is none: Lambda would not take it either.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function embeddedMetrics(line: string): readonly Measurement[] {
  if (!line.startsWith("{") || !line.includes('"_aws"')) return [];
  let members: EmbeddedMetrics;
  try {
    members = JSON.parse(line) as EmbeddedMetrics;
  } catch {
    return [];
  }
  const { Timestamp: at = 0, CloudWatchMetrics: directives = [] } = members._aws ?? {};
  return directives.flatMap(({ Namespace: namespace, Dimensions: sets, Metrics: metrics }) =>
    sets.flatMap((names) => {
      const dimensions = Object.fromEntries(names.map((name) => [name, String(members[name])]));
      return metrics.flatMap(({ Name: name }) =>
        [members[name]]
          .flat()
          .flatMap((value) => (typeof value === "number" ? [{ namespace, name, dimensions, value, at }] : [])),
      );
    }),
  );
}
