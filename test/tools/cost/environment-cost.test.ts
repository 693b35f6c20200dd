import { COST_ITEMS } from "@event-lake/plan-review/costs/cost-items";
import { environmentNamed } from "../../../environments/environment-named";
import { EnvironmentCosts, ENVIRONMENT_PARTS, monthlyDollars, savings } from "../../../tools/cost/environment-cost";
import { environmentReport } from "../../../tools/cost/environment-report";
import { measuredFigures } from "../../../tools/cost/measured-figures";
import { environments as fixtures } from "../../fixtures/environments";
import { PERFORMANCE_PAGE } from "./performance-page";

const costs = new EnvironmentCosts(15, measuredFigures(PERFORMANCE_PAGE));
const prod = fixtures.find(({ name }) => name === "prod") ?? environmentNamed("prod");
const provisioned = (shards: number) => ({ ...prod.stream, mode: { kind: "provisioned" as const, shards } });

test("the cost of a month is the sum of its parts, and grows with the traffic by less than the traffic does", () => {
  const [half, declared, double] = [0.5, 1, 2].map((factor) => monthlyDollars(costs.monthly(prod, factor)));

  expect(declared).toBeCloseTo(ENVIRONMENT_PARTS.reduce((sum, part) => sum + costs.monthly(prod)[part], 0));
  expect(declared).toBeGreaterThan(half ?? Infinity);
  expect(double).toBeGreaterThan(declared ?? Infinity);
  expect(double).toBeLessThan(2 * (declared ?? 0));
});

test("a provisioned stream costs its shards and units of 25 KB, whatever the record's kilobytes", () => {
  const day = { ...provisioned(2), retentionHours: 24 };
  const cost = costs.monthly({ ...prod, stream: day }).stream;

  // Two shards for 730 hours, 730 million units.
  expect(cost).toBeCloseTo(2 * 0.015 * 730 + 0.014 * 730);
  expect(costs.monthly({ ...prod, stream: { ...day, retentionHours: 168 } }).stream - cost).toBeCloseTo(2 * 0.02 * 730);
});

test.each([
  ["provisioned", { stream_mode: "PROVISIONED" }, 2],
  ["on demand", { stream_mode: "ON_DEMAND" }, undefined],
])("the plan review prices a stream that is %s alike, but for what is read of one on demand", (_, mode, shards) => {
  const reviewed = COST_ITEMS["aws_kinesis_stream"]?.(
    { shard_count: shards, retention_period: 168, stream_mode_details: [mode] },
    prod.traffic,
  );
  const stream = shards === undefined ? prod.stream : provisioned(shards);
  const read = shards === undefined ? ((1e9 * 730) / 2 ** 30) * 0.04 : 0;

  const sum = reviewed?.reduce((total, { dollars = Number.NaN }) => total + dollars, 0) ?? 0;
  expect(sum + read).toBeCloseTo(costs.monthly({ ...prod, stream: { ...stream, retentionHours: 168 } }).stream);
});

test("an item for each event costs a write for each, and the services' own keys cost nothing", () => {
  const items = { ...prod, deduplication: { ...prod.deduplication, index: "item-per-event" as const } };

  expect(costs.monthly(items).index).toBeCloseTo(0.625 * 730);
  expect(costs.monthly({ ...prod, encryption: "aws-managed" }).key).toBe(0);
});

test("what would be cheaper is what costs less by a dollar when it is set, the most first", () => {
  const found = savings(prod, costs);

  expect(found.length).toBeGreaterThan(0);
  expect(found.map(({ dollarsAMonth }) => dollarsAMonth)).toEqual(
    found.map(({ dollarsAMonth }) => dollarsAMonth).sort((a, b) => b - a),
  );
  expect(found.every(({ dollarsAMonth }) => dollarsAMonth >= 1)).toBe(true);
  const stream = found.find(({ setting }) => setting.startsWith("stream.mode"));
  const cheaper = costs.monthly({ ...prod, stream: provisioned(1) });
  expect(stream?.dollarsAMonth).toBeCloseTo(monthlyDollars(costs.monthly(prod)) - monthlyDollars(cheaper));
});

test("nothing is advised that the environment has", () => {
  const frugal = { ...prod, stream: { ...provisioned(1), retentionHours: 24 } };

  expect(savings(frugal, costs).map(({ setting }) => setting)).not.toContainEqual(expect.stringMatching(/^stream/));
});

test("the report says where the figure of each part comes from, and what is not counted", () => {
  const report = environmentReport(prod, PERFORMANCE_PAGE);

  for (const part of ENVIRONMENT_PARTS) {
    expect(report).toMatch(new RegExp(`^  ${part} .*(measured|simulated|computed|planned|assumed|list price)`, "m"));
  }
  expect(report).toContain("Not counted: ");
  expect(report).toMatch(/^ {2}\$\d+ a month \(\d+ %\) {2}stream\.mode/m);
});
