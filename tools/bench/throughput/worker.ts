import { existsSync, readFileSync } from "node:fs";
import type { KinesisStreamRecord } from "aws-lambda";
import { CLAIM_CONCURRENCY, createClients } from "../../../lambda-src/deduplicate/clients";
import { createClaimStore } from "../../../lambda-src/deduplicate/index/create-claim-store";
import { deduplicateBatch } from "../../../lambda-src/deduplicate/deduplicate-batch";
import {
  deliver,
  type DeliveryPolicy,
  type DeliveryStream,
} from "../../../lambda-src/deduplicate/delivery/delivery-stream";
import type { ExaminedEvent } from "../../../lambda-src/deduplicate/record/examine-record";
import { IndexUsage } from "../../../lambda-src/deduplicate/index/index-usage";
import { FIREHOSE_LIMITS } from "../../../lambda-src/deduplicate/delivery/pack-records";
import type { SideQueue } from "../../../lambda-src/deduplicate/side-queue/sqs-side-queue";
import { idempotentFunction, powertoolsBatch } from "../stores/powertools";
import { EVENT_NAME, lambdaContext, SAMPLE_CONTRACT } from "../traffic/sample-record";
import type { WorkerResult, WorkerTask } from "./measure-throughput";

/** Claims or processes one batch; rejects when any record failed. */
type ProcessBatch = (records: readonly KinesisStreamRecord[]) => Promise<void>;

let delivered = 0;

/** Firehose and SQS take everything at once, in memory: only the index is a service. */
const deliveryStream: DeliveryStream = {
  putRecords: (records) => {
    for (const record of records) delivered += record.toString().split("\n").length;
    return Promise.resolve(records.map(() => null));
  },
};
const queue: SideQueue = {
  send: (messages) => Promise.reject(new Error(`No record should be set aside: ${messages[0]?.detail ?? ""}`)),
};
const deliveryPolicy: DeliveryPolicy = {
  limits: FIREHOSE_LIMITS,
  resend: {
    maxTries: 1,
    baseDelayMs: 0,
    maxDelayMs: 0,
    reserveMs: 0,
    sleep: () => Promise.resolve(),
    random: Math.random,
  },
};
const contracts = new Map([[EVENT_NAME, SAMPLE_CONTRACT]]);

function processor(task: WorkerTask): ProcessBatch {
  const { kind, table, geometry, windowSeconds } = task;
  const { dynamodb } = createClients();
  if (kind === "powertools") {
    const delivery = idempotentFunction<ExaminedEvent>({ client: dynamodb, table, windowSeconds }, async (event) => {
      const { error } = await deliver([event], deliveryStream, deliveryPolicy, () => Infinity);
      if (error) throw error;
    });
    const props = { delivery, quarantineQueue: queue, contracts, concurrency: CLAIM_CONCURRENCY };
    return async (records) => {
      const { batchItemFailures } = await powertoolsBatch(records, lambdaContext(), props);
      if (batchItemFailures.length > 0) throw new Error("Powertools failed on a record; its error is above.");
    };
  }
  const index = kind === "bucket-log" ? ({ kind, geometry } as const) : ({ kind: "item-per-event" } as const);
  const props = {
    claimStore: createClaimStore(dynamodb, { index, indexTable: table, windowSeconds }, new IndexUsage()),
    duplicatesQueue: queue,
    quarantineQueue: queue,
    deliveryStream,
    contracts,
    deliveryPolicy,
    onFailure: ({ stage, error }: { stage: string; error: Error }) => {
      process.stderr.write(`${stage}: ${error.message}\n`);
    },
  };
  return async (records) => {
    const { lowestFailed } = await deduplicateBatch(records, () => Infinity, props);
    if (lowestFailed !== undefined) throw new Error("The deduplicator failed on a record; its error is above.");
  };
}

async function run(task: WorkerTask): Promise<WorkerResult> {
  const processBatch = processor(task);
  let [events, cpuMicroseconds, wallMilliseconds] = [0, 0, 0];
  for (const file of task.warmUpFiles) await processBatch(readBatch(file));
  delivered = 0;
  for (const file of task.measuredFiles) {
    const records = readBatch(file);
    const [cpu, wall] = [process.cpuUsage(), performance.now()];
    await processBatch(records);
    const { user, system } = process.cpuUsage(cpu);
    cpuMicroseconds += user + system;
    wallMilliseconds += performance.now() - wall;
    events += records.length;
  }
  if (delivered !== events) throw new Error(`${delivered} of ${events} events were delivered; all of them are new.`);
  return {
    events,
    cpuSeconds: cpuMicroseconds / 1e6,
    wallSeconds: wallMilliseconds / 1e3,
    peakBytes: peakResidentBytes(),
  };
}

/** On Linux, `resourceUsage` counts what the program that started this one had; its own peak is in /proc. */
function peakResidentBytes(): number {
  const status = "/proc/self/status";
  const peak = /^VmHWM:\s+(\d+) kB$/m.exec(existsSync(status) ? readFileSync(status, "utf8") : "");
  return (peak ? Number(peak[1]) : process.resourceUsage().maxRSS) * 1024;
}

function readBatch(file: string): KinesisStreamRecord[] {
  return JSON.parse(readFileSync(file, "utf8")) as KinesisStreamRecord[];
}

run(JSON.parse(process.argv[2] ?? "{}") as WorkerTask).then(
  (result) => {
    process.stdout.write(JSON.stringify(result), () => process.exit(0));
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`, () =>
      process.exit(1),
    );
  },
);
