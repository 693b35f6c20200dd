import { barChart } from "../report/bar-chart";
import { dollarText, percentText } from "../report/numbers";
import { STORE_KINDS, STORE_NAMES, type StoreKind } from "../stores/store-kind";
import { type CostRow, DECLARED_PER_HOUR } from "./measure-cost";

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
