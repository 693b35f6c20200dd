import { setTimeout as sleep } from "node:timers/promises";
import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from "aws-lambda";
import { batchMetricsLine } from "./batch-metrics";
import { createClients } from "./clients";
import { readContracts } from "./contract/contracts";
import { readSettings } from "./settings";
import { countThrottles, IndexUsage, MeteredClaimStore } from "./index/index-usage";
import { createClaimStore } from "./index/create-claim-store";
import { deduplicateBatch, type DeduplicateProps } from "./deduplicate-batch";
import { failureLine } from "./failure";
import { FirehoseDeliveryStream } from "./delivery/delivery-stream";
import { FIREHOSE_LIMITS } from "./delivery/pack-records";
import { S3OversizedEvents, SqsSideQueue } from "./side-queue/sqs-side-queue";
import type { ResendPolicy } from "./batch-call";

/** A queue takes any amount: five tries with pauses of up to 0.1, 0.2, 0.4 and 0.8 seconds. */
const RESEND: ResendPolicy = {
  maxTries: 5,
  baseDelayMs: 100,
  maxDelayMs: 2_000,
  reserveMs: 2_000,
  sleep: (milliseconds) => sleep(milliseconds),
  random: Math.random,
};

/**
 * A delivery stream takes so much a second, and a backlog brings more: what it refuses is sent again as long as there is
 * time. Given back to Lambda, all of the batch would be claimed and part of it delivered again.
 */
const DELIVERY_RESEND: ResendPolicy = { ...RESEND, maxTries: Infinity };

const indexUsage = new IndexUsage();
const props = createProps();

/**
 * Takes one batch of one shard of the event stream. The event source mapping must have ReportBatchItemFailures.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export async function handler(event: KinesisStreamEvent, context: Context): Promise<KinesisStreamBatchResponse> {
  const result = await deduplicateBatch(event.Records, () => context.getRemainingTimeInMillis(), props);
  writeLine(batchMetricsLine(result.counts, indexUsage.take(), context.functionName, Date.now()));
  return {
    batchItemFailures: result.lowestFailed === undefined ? [] : [{ itemIdentifier: result.lowestFailed }],
  };
}

function createProps(): DeduplicateProps {
  const settings = readSettings(process.env);
  const contracts = readContracts(process.env["LAMBDA_TASK_ROOT"] ?? __dirname);
  const { dynamodb, firehose, sqs, s3 } = createClients();
  countThrottles(dynamodb, indexUsage);
  const oversizedEvents = new S3OversizedEvents(s3, settings.failuresBucket);
  const queue = (queueUrl: string) => new SqsSideQueue({ client: sqs, queueUrl, oversizedEvents, resend: RESEND });
  return {
    claimStore: new MeteredClaimStore(createClaimStore(dynamodb, settings, indexUsage), indexUsage, () =>
      performance.now(),
    ),
    duplicatesQueue: queue(settings.duplicatesQueue),
    quarantineQueue: queue(settings.quarantineQueue),
    deliveryStream: new FirehoseDeliveryStream(firehose, settings.deliveryStream),
    contracts,
    deliveryPolicy: { limits: FIREHOSE_LIMITS, resend: DELIVERY_RESEND },
    onFailure: (failure) => {
      writeLine(failureLine(failure));
    },
  };
}

/** Past `console.log`, which in Lambda puts the time and the request id before a line: CloudWatch reads plain JSON only. */
function writeLine(line: string): void {
  process.stdout.write(`${line}\n`);
}
