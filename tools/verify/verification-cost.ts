import type { Environment } from "../../environments/schema";
import { workerFleet } from "../../modules/curation/worker-fleet";
import { LIST_PRICES } from "../cost/list-prices";
import { lakeNames } from "../lake-names";

/** Runs of the curation job: one stores, one erases. */
const JOB_RUNS = 2;
/** Glue bills a minute at least; a run that has little to do takes two on AWS, as planned and not measured there. */
const MINUTES_OF_A_RUN = 2;
const CRAWLER_MINUTES = 10;
const CRAWLER_UNITS = 2;
/** DPU of a worker. @see https://docs.aws.amazon.com/glue/latest/dg/worker-types.html */
const UNITS = { "G.1X": 1, "G.2X": 2, "G.4X": 4, "G.8X": 8 } as const;

/** What a run would do, and about what AWS would ask for it: the job is nearly all of it. */
export function verificationCost(environment: Environment): string {
  const { curationJob, deltaCrawler, stream, workgroup } = lakeNames(environment);
  const { everyMinutes } = environment.curation;
  const { workerType, workers } = workerFleet({ ...environment.traffic, everyMinutes });
  const unitHours = (UNITS[workerType] * workers * JOB_RUNS * MINUTES_OF_A_RUN) / 60;
  const job = unitHours * LIST_PRICES.glueDpuHour.dollars;
  const crawler = ((CRAWLER_UNITS * CRAWLER_MINUTES) / 60) * LIST_PRICES.glueDpuHour.dollars;
  return `Would put 250 records on ${stream}, run ${curationJob} ${JOB_RUNS} times (${workers} workers ${workerType}), and ask two or more queries in ${workgroup}.
About ${job.toFixed(2)} dollars for the job, at list price and at most ${MINUTES_OF_A_RUN} minutes a run; ${crawler.toFixed(2)} more the first time, when ${deltaCrawler} registers the table. The rest is less than a cent.
Takes about ${Math.ceil((environment.delivery.bufferSeconds * 1.5) / 60) + JOB_RUNS * MINUTES_OF_A_RUN + 2} minutes, of which the delivery stream's buffers are ${Math.ceil(environment.delivery.bufferSeconds / 60)}.
`;
}
