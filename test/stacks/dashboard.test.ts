import { environments } from "../fixtures/environments";
import { reference } from "../modules/synthesised";
import { inLake, synthesiseEventLake } from "./synthesised-environments";

interface Widget {
  readonly type: string;
  readonly properties: {
    readonly alarms?: readonly string[];
    readonly markdown?: string;
    readonly metrics?: readonly unknown[][];
  };
}

const cases = environments.flatMap((environment) => [environment, inLake(environment)]);

describe.each(cases)("the dashboard of $name, $processing", (environment) => {
  const stack = synthesiseEventLake(environment);
  const body = String(stack.config("aws_cloudwatch_dashboard")["dashboard_body"]);
  const { widgets } = JSON.parse(body) as { readonly widgets: readonly Widget[] };

  test("shows the state of every alarm, and the parts in the order of the data's path", () => {
    const alarms = stack.ofType("aws_cloudwatch_metric_alarm").map((alarm) => reference(alarm, "arn"));
    expect([...(widgets.find(({ type }) => type === "alarm")?.properties.alarms ?? [])].sort()).toEqual(alarms.sort());

    const parts = widgets.flatMap(({ properties: { markdown = "" } }) => /^## (.+)/.exec(markdown)?.[1] ?? []);
    expect(parts).toEqual(
      environment.processing === "in-flight"
        ? ["Stream", "Deduplicator", "Index and queues", "Delivery"]
        : ["Stream", "Landing"],
    );
  });

  test("every line is of a resource of this stack", () => {
    const resources = new Set(stack.resources.map((resource) => `${resource.type}.${resource.id}`));
    const lines = widgets.flatMap(({ properties: { metrics = [] } }) => metrics);

    expect(lines.length).toBeGreaterThan(5);
    for (const [, , , value] of lines) {
      const [, address] = /^\$\{(\w+\.\w+)\.\w+\}$/.exec(String(value)) ?? [];
      expect(resources).toContain(address);
    }
  });
});
