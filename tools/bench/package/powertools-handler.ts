import type { Context, KinesisStreamBatchResponse, KinesisStreamEvent } from "aws-lambda";
import { CLAIM_CONCURRENCY, createClients } from "../../../lambda-src/deduplicate/clients";
import {
  deliver,
  type DeliveryPolicy,
  FirehoseDeliveryStream,
} from "../../../lambda-src/deduplicate/delivery/delivery-stream";
import type { ExaminedEvent } from "../../../lambda-src/deduplicate/record/examine-record";
import { FIREHOSE_LIMITS } from "../../../lambda-src/deduplicate/delivery/pack-records";
import { readContracts } from "../../../lambda-src/deduplicate/contract/contracts";
import { readSettings } from "../../../lambda-src/deduplicate/settings";
import { S3OversizedEvents, SqsSideQueue } from "../../../lambda-src/deduplicate/side-queue/sqs-side-queue";
import { idempotentFunction, powertoolsBatch } from "../stores/powertools";

const resend: DeliveryPolicy["resend"] = {
  maxTries: 5,
  baseDelayMs: 100,
  maxDelayMs: 2_000,
  reserveMs: 2_000,
  sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  random: Math.random,
};

const settings = readSettings(process.env);
const { windowSeconds } = settings;
const { dynamodb, firehose, sqs, s3 } = createClients();
const stream = new FirehoseDeliveryStream(firehose, settings.deliveryStream);
let remainingMs = () => Infinity;

const props = {
  delivery: idempotentFunction<ExaminedEvent>(
    { client: dynamodb, table: settings.indexTable, windowSeconds },
    async (event) => {
      const { error } = await deliver([event], stream, { limits: FIREHOSE_LIMITS, resend }, remainingMs);
      if (error) throw error;
    },
  ),
  quarantineQueue: new SqsSideQueue({
    client: sqs,
    queueUrl: settings.quarantineQueue,
    oversizedEvents: new S3OversizedEvents(s3, settings.failuresBucket),
    resend,
  }),
  contracts: readContracts(process.env["LAMBDA_TASK_ROOT"] ?? __dirname),
  concurrency: CLAIM_CONCURRENCY,
};

/** The deduplicator's handler on Powertools: the same clients, the same checks, the same delivery. */
export async function handler(event: KinesisStreamEvent, context: Context): Promise<KinesisStreamBatchResponse> {
  remainingMs = () => context.getRemainingTimeInMillis();
  return powertoolsBatch(event.Records, context, props);
}
