import type { PriceSource } from "./prices";
import type { Values } from "../plan/values";
import type { CostLine } from "../review";
import type { DeclaredTraffic } from "./declared-traffic";

/** One thing that a resource is billed for, at one moment. */
export interface CostItem {
  /** `shard hours`; the same before and after the plan, so that the two can be compared. */
  readonly item: string;
  readonly basis: CostLine["basis"];
  /** Dollars a month; `undefined` when it depends on what neither plan nor environment say. */
  readonly dollars: number | undefined;
  /** What the figure rests on. */
  readonly note: string;
  readonly price: PriceSource;
}

/** @param traffic what passes through the resource; undefined when that is not known */
export type CostItemsOf = (values: Values, traffic: DeclaredTraffic | undefined) => readonly CostItem[];

export function numberAt(values: Values, attribute: string): number | undefined {
  const value = values[attribute];
  return typeof value === "number" ? value : undefined;
}
