import { GLUE_PRICES, LAMBDA_PRICES } from "./prices";
import { textsOf } from "../plan/values";
import { type CostItemsOf, numberAt } from "./cost-item";

/** Data processing units of one worker. @see https://docs.aws.amazon.com/glue/latest/dg/worker-types.html */
const WORKER_UNITS: Readonly<Record<string, number>> = { "G.025X": 0.25, "G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8 };

/** How long a function runs is not in a plan. @see https://aws.amazon.com/lambda/pricing/ */
export const functionCost: CostItemsOf = (lambda) => {
  const mebibytes = numberAt(lambda, "memory_size") ?? 128;
  const architecture = textsOf(lambda["architectures"]).includes("arm64") ? "arm64" : "x86_64";
  const second = (mebibytes / 1024) * LAMBDA_PRICES.dollarsPerGigabyteSecond[architecture];
  const note = `${mebibytes} MB on ${architecture}: $${(second * 3600).toFixed(4)} for an hour of work`;
  return [{ item: "compute", basis: "assumed usage", dollars: undefined, note, price: LAMBDA_PRICES }];
};

/** How long a job runs is not in a plan. @see https://aws.amazon.com/glue/pricing/ */
export const jobCost: CostItemsOf = (job) => {
  const workers = numberAt(job, "number_of_workers");
  const units = WORKER_UNITS[String(job["worker_type"])];
  const note =
    workers === undefined || units === undefined
      ? `$${GLUE_PRICES.dollarsPerUnitHour} for an hour of a data processing unit`
      : `${workers} workers of ${units} units: $${(workers * units * GLUE_PRICES.dollarsPerUnitHour).toFixed(2)} for an hour of a run`;
  return [{ item: "runs", basis: "assumed usage", dollars: undefined, note, price: GLUE_PRICES }];
};
