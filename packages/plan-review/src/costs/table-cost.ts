import { DYNAMODB_CAPACITY_PRICES, DYNAMODB_PRICES, HOURS_A_MONTH } from "./prices";
import { type CostItem, type CostItemsOf, numberAt } from "./cost-item";

/** Storage and backups come on top. @see https://aws.amazon.com/dynamodb/pricing/ */
export const tableCost: CostItemsOf = (table) => {
  if (table["billing_mode"] === "PAY_PER_REQUEST") {
    const { dollarsPerMillionWriteUnits: write, dollarsPerMillionReadUnits: read } = DYNAMODB_PRICES;
    const note = `on demand, $${write} a million write units, $${read} a million read units`;
    return [{ item: "requests", basis: "assumed usage", dollars: undefined, note, price: DYNAMODB_PRICES }];
  }
  const capacity = (item: string, attribute: string, dollarsAnHour: number): CostItem => {
    const units = numberAt(table, attribute);
    return {
      item,
      basis: "capacity",
      dollars: units && units * dollarsAnHour * HOURS_A_MONTH,
      note: `${units ?? "an unknown number of"} units, $${dollarsAnHour} an hour each`,
      price: DYNAMODB_CAPACITY_PRICES,
    };
  };
  return [
    capacity("write capacity", "write_capacity", DYNAMODB_CAPACITY_PRICES.dollarsPerWriteUnitHour),
    capacity("read capacity", "read_capacity", DYNAMODB_CAPACITY_PRICES.dollarsPerReadUnitHour),
  ];
};
