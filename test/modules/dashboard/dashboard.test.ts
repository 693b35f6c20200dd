import { Dashboard, type DashboardProps } from "../../../modules/dashboard";
import { synthesise } from "../synthesised";

const chart = (title: string) => ({
  title,
  metrics: [
    {
      namespace: "AWS/Kinesis",
      metric: "IncomingRecords",
      dimensions: { StreamName: "events" },
      statistic: "Sum" as const,
      label: "put",
    },
  ],
});

const PROPS: DashboardProps = {
  name: "lake-overview",
  region: "eu-central-1",
  heading: "# The lake",
  alarmArns: ["arn:aws:cloudwatch:eu-central-1:111111111111:alarm:late"],
  sections: [
    { title: "Stream", charts: ["one", "two", "three", "four"].map(chart) },
    { title: "Delivery", charts: [chart("five")] },
  ],
};

interface Widget {
  readonly type: string;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

function widgets(props: DashboardProps): readonly Widget[] {
  const { dashboard_body: body } = synthesise((scope) => new Dashboard(scope, "overview", props)).config(
    "aws_cloudwatch_dashboard",
  );
  return (JSON.parse(String(body)) as { readonly widgets: readonly Widget[] }).widgets;
}

test("heading and alarms stand on top, then section by section its charts, three in a row", () => {
  expect(
    widgets(PROPS).map(({ type, x, y, properties }) => [type, x, y, properties["title"] ?? properties["markdown"]]),
  ).toEqual([
    ["text", 0, 0, "# The lake"],
    ["alarm", 0, 3, "Alarms"],
    ["text", 0, 7, "## Stream"],
    ["metric", 0, 8, "one"],
    ["metric", 8, 8, "two"],
    ["metric", 16, 8, "three"],
    ["metric", 0, 14, "four"],
    ["text", 0, 20, "## Delivery"],
    ["metric", 0, 21, "five"],
  ]);
});

test("no widget covers another, or leaves the dashboard", () => {
  const taken = new Set<string>();
  for (const { x, y, width, height } of widgets(PROPS)) {
    expect(x + width).toBeLessThanOrEqual(24);
    for (let column = x; column < x + width; column += 1) {
      for (let line = y; line < y + height; line += 1) {
        expect(taken).not.toContain(`${column},${line}`);
        taken.add(`${column},${line}`);
      }
    }
  }
});

test("a line is a metric with its dimensions, statistic and label, of the region", () => {
  const [, , , first] = widgets(PROPS);

  expect(first?.properties).toMatchObject({
    region: "eu-central-1",
    metrics: [["AWS/Kinesis", "IncomingRecords", "StreamName", "events", { stat: "Sum", label: "put" }]],
  });
});

test("without an alarm there is no place for any", () => {
  expect(widgets({ ...PROPS, alarmArns: [] }).map(({ type }) => type)).not.toContain("alarm");
});
