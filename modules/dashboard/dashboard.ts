import { CloudwatchDashboard } from "@cdktf/provider-aws/lib/cloudwatch-dashboard";
import { Construct } from "constructs";
import { checkInputs, fields, listOf, optional, recordOf, type RulesFor } from "../input-rules/inputs";
import { region } from "../input-rules/regions";
import { anything, oneOf } from "../input-rules/rule";
import { description, text } from "../input-rules/texts";

/** A line of a chart. */
export interface ChartMetric {
  /** For example `AWS/Kinesis`: 1 to 255 characters. */
  readonly namespace: string;
  /** 1 to 255 characters. */
  readonly metric: string;
  /** 1 to 30. */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Average" | "Maximum" | "Minimum" | "Sum";
  /** What the line is called, 1 to 100 characters. @default - CloudWatch's own label */
  readonly label?: string;
}

/** A chart, a third of a row wide. */
export interface Chart {
  /** 1 to 100 characters. */
  readonly title: string;
  /** 1 or more. */
  readonly metrics: readonly ChartMetric[];
}

/** A part of the path, its charts in rows of their own. */
export interface DashboardSection {
  /** 1 to 100 characters. */
  readonly title: string;
  /** 1 or more. */
  readonly charts: readonly Chart[];
}

export interface DashboardProps {
  /**
   * 1 to 255 letters, digits, `-` and `_`.
   * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html
   */
  readonly name: string;
  /** Region of the metrics: `eu-central-1`. */
  readonly region: string;
  /** Markdown at the top, 1 to 1,000 characters: what this is, and where to go on. */
  readonly heading: string;
  /** ARNs of the alarms whose states stand on top. @default - none */
  readonly alarmArns?: readonly string[];
  /** In the order of the data's path, 1 or more. */
  readonly sections: readonly DashboardSection[];
}

const STATISTICS = ["Average", "Maximum", "Minimum", "Sum"];
const title = text({ what: "a title", most: 100 });
const part = (what: string) => text({ what, most: 255 });

const METRIC: RulesFor<ChartMetric> = {
  namespace: part("the namespace of a metric"),
  metric: part("the name of a metric"),
  dimensions: recordOf(part("the name of a dimension"), text({ what: "the value of a dimension", most: 1024 }), 1, 30),
  statistic: oneOf(STATISTICS, "the statistic of a chart"),
  label: optional(text({ what: "a label", most: 100 })),
};

const CHART: RulesFor<Chart> = { title, metrics: listOf(fields(METRIC), 1) };

const SECTION: RulesFor<DashboardSection> = { title, charts: listOf(fields(CHART), 1) };

const RULES: RulesFor<DashboardProps> = {
  name: text({
    what: "the name of a dashboard",
    most: 255,
    allowed: /[A-Za-z0-9_-]/,
    characters: "letters, digits, - and _",
  }),
  region,
  heading: description("the heading of a dashboard", 1_000),
  alarmArns: anything,
  sections: listOf(fields(SECTION), 1),
};

/** Columns of a dashboard. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const COLUMNS = 24;
const CHART_WIDTH = COLUMNS / 3;
const HEADING_HEIGHT = 3;
const ALARMS_HEIGHT = 4;
const TITLE_HEIGHT = 1;
const CHART_HEIGHT = 6;
const PERIOD_SECONDS = 300;

/** A CloudWatch dashboard: a heading, the states of alarms, and the charts of each section below each other. */
export class Dashboard extends Construct {
  readonly dashboard: CloudwatchDashboard;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that CloudWatch would not take */
  constructor(scope: Construct, id: string, props: DashboardProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    this.dashboard = new CloudwatchDashboard(this, "dashboard", {
      dashboardName: props.name,
      dashboardBody: JSON.stringify({ widgets: widgets(props) }),
    });
  }
}

function widgets({ heading, alarmArns = [], sections, region: metricRegion }: DashboardProps): object[] {
  let y = 0;
  const row = (height: number) => {
    const top = y;
    y += height;
    return { x: 0, y: top, width: COLUMNS, height };
  };
  const all: object[] = [{ type: "text", ...row(HEADING_HEIGHT), properties: { markdown: heading } }];
  if (alarmArns.length > 0) {
    all.push({ type: "alarm", ...row(ALARMS_HEIGHT), properties: { title: "Alarms", alarms: alarmArns } });
  }
  for (const { title: name, charts } of sections) {
    all.push({ type: "text", ...row(TITLE_HEIGHT), properties: { markdown: `## ${name}`, background: "transparent" } });
    charts.forEach((chart, index) => {
      const column = (index * CHART_WIDTH) % COLUMNS;
      all.push({
        type: "metric",
        x: column,
        y,
        width: CHART_WIDTH,
        height: CHART_HEIGHT,
        properties: {
          title: chart.title,
          region: metricRegion,
          view: "timeSeries",
          period: PERIOD_SECONDS,
          metrics: chart.metrics.map(lineOf),
        },
      });
      if (column + CHART_WIDTH === COLUMNS || index === charts.length - 1) y += CHART_HEIGHT;
    });
  }
  return all;
}

function lineOf({ namespace, metric, dimensions, statistic, label }: ChartMetric): readonly unknown[] {
  return [namespace, metric, ...Object.entries(dimensions).flat(), { stat: statistic, ...(label && { label }) }];
}
