/** What AWS asks for, in dollars. Regions differ by a fifth or so; ratios between stores do not. */
export interface Prices {
  readonly region: string;
  /** Day on which the price was looked up: YYYY-MM-DD. */
  readonly asOf: string;
  readonly source: string;
  readonly dollarsPerMillionWriteUnits: number;
  readonly dollarsPerMillionReadUnits: number;
}

/** DynamoDB on demand, table class Standard, since the cut of 2024-11-01. */
export const DYNAMODB_PRICES: Prices = {
  region: "us-east-1",
  asOf: "2026-11-24",
  source: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
  dollarsPerMillionWriteUnits: 0.625,
  dollarsPerMillionReadUnits: 0.125,
};

/** Request units: of one event, or of many. */
export interface RequestUnits {
  readonly writeUnits: number;
  readonly readUnits: number;
}

/**
 * @param units of all the events together
 * @param events how many they are, 1 or more
 */
export function dollarsPerMillionEvents(units: RequestUnits, events: number, prices: Prices): number {
  const dollars =
    units.writeUnits * prices.dollarsPerMillionWriteUnits + units.readUnits * prices.dollarsPerMillionReadUnits;
  return dollars / events;
}
