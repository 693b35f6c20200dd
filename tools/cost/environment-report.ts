import { loadEventContracts } from "../../events/event-contracts";
import type { Environment } from "../../environments/schema";
import { HOURS_A_MONTH } from "@event-lake/plan-review/costs/prices";
import { significant, whole } from "../bench/report/numbers";
import { ENVIRONMENT_PARTS, EnvironmentCosts, monthlyDollars, type MonthlyCost, savings } from "./environment-cost";
import { measuredFigures } from "./measured-figures";

const FACTORS = [
  { title: "half", factor: 0.5 },
  { title: "declared", factor: 1 },
  { title: "double", factor: 2 },
] as const;

/** Where the figure of each part comes from. */
const SOURCES: Readonly<Record<keyof MonthlyCost, string>> = {
  stream: "list price of what is written, read and kept",
  function: "measured: events a second and core; assumed: 70 ms that a batch waits",
  index: "measured: the index's code and what DynamoDB counts, 5 % late; between two traffics in proportion",
  delivery: "simulated: batches and packing, with the code that is deployed",
  objects: "computed: events at random times, 5 % of them late by up to six days",
  job: "planned: workers and their events a second; measured: seconds a table; assumed: all workers for the whole run",
  maintenance:
    "planned: the same workers; assumed: a tenth of a run's work for an event, VACUUM lists the days of a year",
  requests: "computed: what a run lists; assumed: 3 LISTs and 20 GETs a table, 2 GETs a file that is read",
  crawlers: "assumed: ten minutes of a DPU for each, every night",
  key: "list price of the key, not of its requests",
};

const NOT_COUNTED =
  "Not counted: what is stored, requests of the key, logs, alarms, queues, queries, jq's hours in Firehose, volume discounts, On-demand Advantage, data sent to other regions.";

/**
 * What an environment costs, for people.
 *
 * @param performancePage text of docs/performance.md
 */
export function environmentReport(environment: Environment, performancePage: string): string {
  const types = loadEventContracts().length;
  const costs = new EnvironmentCosts(types, measuredFigures(performancePage));
  const columns = FACTORS.map(({ title, factor }) => ({ title, factor, cost: costs.monthly(environment, factor) }));
  const total = monthlyDollars(costs.monthly(environment));
  const { name, processing, traffic, region } = environment;
  const parts = ENVIRONMENT_PARTS.filter((part) => columns.some(({ cost }) => cost[part] > 0));
  const row = (label: string, cells: readonly string[], source = "") =>
    `  ${label.padEnd(12)}${cells.map((cell) => cell.padStart(11)).join("")}   ${source}`.trimEnd();
  return [
    `${name} (${region}), ${processing}: ${whole(traffic.eventsPerHour)} events an hour of ${whole(traffic.averageEventBytes)} bytes, ${types} contracts.`,
    "Dollars a month, at list prices of us-east-1 (packages/plan-review/src/costs/prices.ts has their dates):",
    "",
    row(
      "traffic",
      FACTORS.map(({ title }) => title),
    ),
    ...parts.map((part) =>
      row(
        part,
        columns.map(({ cost }) => dollars(cost[part])),
        SOURCES[part],
      ),
    ),
    row(
      "total",
      columns.map(({ cost }) => dollars(monthlyDollars(cost))),
    ),
    row(
      "per million",
      columns.map(({ cost, factor }) =>
        dollars((monthlyDollars(cost) * 1e6) / (traffic.eventsPerHour * factor * HOURS_A_MONTH)),
      ),
    ),
    "",
    ...advice(savings(environment, costs), total),
    "",
    NOT_COUNTED,
  ].join("\n");
}

function advice(found: ReturnType<typeof savings>, total: number): readonly string[] {
  if (found.length === 0) return ["No other setting would be cheaper by a dollar a month."];
  return [
    "What would be cheaper, each by itself:",
    ...found.map(
      ({ setting, givesUp, dollarsAMonth }) =>
        `  ${dollars(dollarsAMonth)} a month (${Math.round((100 * dollarsAMonth) / total)} %)  ${setting}\n    gives up ${givesUp}`,
    ),
  ];
}

/** A month's dollars, for people. */
export function dollars(amount: number): string {
  return amount >= 100 ? `$${whole(Math.round(amount))}` : `$${significant(amount, 2)}`;
}
