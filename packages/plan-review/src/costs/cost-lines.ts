import { KMS_PRICES } from "./prices";
import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";
import type { CostLine } from "../review";
import { functionCost, jobCost } from "./compute-cost";
import type { CostItem, CostItemsOf } from "./cost-item";
import { deliveryCost } from "./delivery-cost";
import { streamCost } from "./stream-cost";
import { tableCost } from "./table-cost";

const keyCost: CostItemsOf = () => [
  {
    item: "key",
    basis: "capacity",
    dollars: KMS_PRICES.dollarsPerKeyMonth,
    note: "requests come on top",
    price: KMS_PRICES,
  },
];

const ITEMS: Readonly<Record<string, CostItemsOf>> = {
  aws_dynamodb_table: tableCost,
  aws_glue_job: jobCost,
  aws_kinesis_firehose_delivery_stream: deliveryCost,
  aws_kinesis_stream: streamCost,
  aws_kms_key: keyCost,
  aws_lambda_function: functionCost,
};

/**
 * What the plan changes in the monthly bill, a line for each item. Capacity and assumed usage are lines of their own; what
 * neither the plan nor the declared traffic say stays undefined.
 */
export function costLines(plan: PlanUnderReview): CostLine[] {
  return plan.changed.filter(({ deposed }) => deposed === undefined).flatMap((change) => linesOf(plan, change));
}

function linesOf(plan: PlanUnderReview, change: ResourceChange): CostLine[] {
  const itemsOf = ITEMS[change.type];
  if (itemsOf === undefined) return [];
  // The declared traffic is that of the one stream; of two, nobody knows which carries how much.
  const traffic = plan.ofType(change.type).length === 1 ? plan.traffic : undefined;
  const before = isThere(change.before) ? itemsOf(change.before, traffic) : [];
  const after = isThere(change.after) ? itemsOf(change.after, traffic) : [];
  const items = [...new Set([...before, ...after].map(({ item }) => item))];
  return items.flatMap((item) => line(change.address, find(before, item), find(after, item)));
}

/** A line where the item comes, goes, or is counted in another way. */
function line(address: string, before: CostItem | undefined, after: CostItem | undefined): CostLine[] {
  const told = after ?? before;
  if (told === undefined || (before?.note === after?.note && before?.dollars === after?.dollars)) return [];
  const { item, basis, price } = told;
  const unknown = before?.dollars === undefined && after?.dollars === undefined;
  const note = unknown && before && after ? `before: ${before.note}; after: ${after.note}` : told.note;
  return [
    {
      address,
      item,
      basis,
      // What is not there costs nothing; that is known.
      before: before === undefined ? 0 : before.dollars,
      after: after === undefined ? 0 : after.dollars,
      note: `${note}; ${price.region}, price of ${price.asOf}`,
    },
  ];
}

function find(items: readonly CostItem[], name: string): CostItem | undefined {
  return items.find(({ item }) => item === name);
}

function isThere(values: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(values).length > 0;
}
