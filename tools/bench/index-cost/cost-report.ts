import { markdownTable, number, text } from "../report/markdown";
import { dollarText, percentText, ratioText, significant, whole } from "../report/numbers";
import type { Goal, MeasureProps, Report } from "../report/report";
import { DYNAMODB_PRICES } from "@event-lake/plan-review/costs/prices";
import { STORE_KINDS, STORE_NAMES, type StoreKind } from "../stores/stores";
import { type CostResult, type CostRow, DECLARED_PER_HOUR, measureCost } from "./measure-cost";
import { barChart } from "../report/bar-chart";

export async function costReport(props: MeasureProps): Promise<Report> {
  const result = await measureCost(props);
  return { goals: goals(result.rows), details: details(result), chart: costChart(result.rows) };
}

/** How many times dearer another store is than the bucket log. */
function timesDearer({ costs }: CostRow, kind: StoreKind): number {
  return costs[kind].dollarsPerMillion / costs["bucket-log"].dollarsPerMillion;
}

function goals(rows: readonly CostRow[]): Goal[] {
  const goal = (perHour: number, lateShare: number, kind: StoreKind, least: number): Goal[] =>
    rows
      .filter((row) => row.perHour === perHour && row.lateShare === lateShare)
      .map((row) => ({
        figure: `Cheaper than ${STORE_NAMES[kind]}, ${whole(perHour)} events an hour, ${percentText(lateShare)} late`,
        goal: least,
        measured: timesDearer(row, kind),
      }));
  return [
    ...goal(DECLARED_PER_HOUR, 0, "conditional-put", 50),
    ...goal(DECLARED_PER_HOUR, 0, "powertools", 100),
    ...goal(DECLARED_PER_HOUR, 0.05, "conditional-put", 12),
    ...goal(DECLARED_PER_HOUR, 0.05, "powertools", 24),
    ...[0, 0.05, 0.2].flatMap((lateShare) => goal(DECLARED_PER_HOUR / 1000, lateShare, "conditional-put", 1)),
  ];
}

function details({ rows, undeclared, agreement }: CostResult): string {
  const { region, asOf, source, dollarsPerMillionReadUnits, dollarsPerMillionWriteUnits } = DYNAMODB_PRICES;
  const events = agreement.reduce((sum, part) => sum + part.events, 0);
  return [
    costTable(rows),
    "The stream of the environment's declared traffic, with the shards, batches and buckets that its stack derives; late events " +
      "are late by up to six days, evenly; every id is new. Ids arrive at random times, and each shard's batches are spread " +
      "over as many warm instances as there are shards.",
    `Prices: ${region}, on demand, ${dollarText(dollarsPerMillionWriteUnits)} for a million write units and ` +
      `${dollarText(dollarsPerMillionReadUnits)} for a million read units (${source}, ${asOf}). Storage is not in it.`,
    "Simulated: the bucket log, its real code over a store in memory that counts by DynamoDB's published rounding rules (1 KB for " +
      "a write, 4 KB for a consistent read, one unit at least, a failed conditional write billed by the larger item, expiry free). " +
      "Of the largest stream a few shards are simulated: the others are alike. Measured: one conditional put and Powertools, " +
      "whose cost does not depend on the traffic, by dynalite's consumed capacity on the first events of each stream.",
    `In the same run ${whole(events)} events of the middle stream went through dynalite and the counter together, and every ` +
      "answer and every unit was equal. Two things dynalite does not report and the counter bills: a query that finds nothing " +
      `(${agreement.map(({ lateShare, unreportedReadUnits }) => `${significant(unreportedReadUnits, 2)} units an event at ${percentText(lateShare)} late`).join(", ")}) ` +
      `and a put that loses its race (${agreement.map(({ unreportedWriteUnits }) => (unreportedWriteUnits === 0 ? "0" : significant(unreportedWriteUnits, 2))).join(", ")}).`,
    `When fewer events arrive than the ${whole(DECLARED_PER_HOUR)} an hour that are declared, batches and buckets no longer fit:`,
    undeclaredTable(undeclared),
  ].join("\n\n");
}

function costTable(rows: readonly CostRow[]): string {
  const columns = [
    number("Events an hour"),
    number("Late"),
    text("Store"),
    number("Dollars per million"),
    number("Write units"),
    number("Read units"),
    number("Calls"),
    number("Bucket log is cheaper"),
    number("Events counted"),
  ];
  const lines = rows.flatMap((row) =>
    STORE_KINDS.map((kind) => {
      const { dollarsPerMillion, writeUnits, readUnits, calls, events } = row.costs[kind];
      return [
        whole(row.perHour),
        percentText(row.lateShare),
        STORE_NAMES[kind],
        dollarText(dollarsPerMillion),
        ...[writeUnits, readUnits, calls].map((units) => (units === 0 ? "0" : significant(units))),
        kind === "bucket-log" ? "" : ratioText(timesDearer(row, kind)),
        whole(events),
      ];
    }),
  );
  return markdownTable(columns, lines);
}

function undeclaredTable(rows: CostResult["undeclared"]): string {
  return markdownTable(
    [
      number("Events an hour"),
      number("Late"),
      number("Dollars per million"),
      number("Write units"),
      number("Read units"),
    ],
    rows.map(({ arrivingPerHour, lateShare, bucketLog }) => [
      whole(arrivingPerHour),
      percentText(lateShare),
      dollarText(bucketLog.dollarsPerMillion),
      significant(bucketLog.writeUnits),
      significant(bucketLog.readUnits),
    ]),
  );
}

const COLOURS: Readonly<Record<StoreKind, string>> = {
  "bucket-log": "#2f9e6e",
  "conditional-put": "#4c7fd0",
  powertools: "#d0803c",
};

/** Dollars per million events by store and late share, at the declared traffic. */
export function costChart(rows: readonly CostRow[]): string {
  return barChart({
    title: "DynamoDB dollars per million events, at a million events an hour (logarithmic scale)",
    format: (dollars) => (Number.isInteger(Math.log10(dollars)) ? `$${dollars}` : dollarText(dollars)),
    groups: rows
      .filter(({ perHour }) => perHour === DECLARED_PER_HOUR)
      .map(({ lateShare, costs }) => ({
        title: lateShare === 0 ? "no event is late" : `${percentText(lateShare)} late by up to six days`,
        bars: STORE_KINDS.map((kind) => ({
          label: STORE_NAMES[kind],
          value: costs[kind].dollarsPerMillion,
          colour: COLOURS[kind],
        })),
      })),
  });
}
