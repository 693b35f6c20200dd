import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Context, KinesisStreamBatchResponse, KinesisStreamRecord } from "aws-lambda";
import { asError } from "../../../lambda-src/deduplicate/failure";
import type { Contracts } from "../../../lambda-src/deduplicate/contract/contracts";
import { decodeRecord, type ExaminedEvent, examineEvent } from "../../../lambda-src/deduplicate/record/examine-record";
import { runBounded } from "../../../lambda-src/deduplicate/run-bounded";
import type { SideQueue } from "../../../lambda-src/deduplicate/side-queue/sqs-side-queue";

export interface IdempotentFunctionProps {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Seconds for which an id is remembered. */
  readonly windowSeconds: number;
}

/** An event, as far as Powertools must know it. */
export interface Identified {
  readonly eventUuid: string;
}

export interface IdempotentFunction<T extends Identified> {
  /** Before each batch: an item of an invocation that died is then free again when its time is over. */
  registerLambdaContext(context: Context): void;
  process(event: T): Promise<void>;
}

/**
 * Makes the work on one event idempotent as the documentation of Powertools shows it: one function for one record, wrapped
 * with makeIdempotent over the DynamoDB persistence layer, the event's id as the key, the Lambda context registered.
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
 */
export function idempotentFunction<T extends Identified>(
  { client, table, windowSeconds }: IdempotentFunctionProps,
  work: (event: T) => Promise<void>,
): IdempotentFunction<T> {
  const config = new IdempotencyConfig({
    eventKeyJmesPath: "eventUuid",
    expiresAfterSeconds: windowSeconds,
    throwOnNoIdempotencyKey: true,
  });
  const persistenceStore = new DynamoDBPersistenceLayer({ tableName: table, awsSdkV3Client: client });
  return {
    registerLambdaContext: (context) => {
      config.registerLambdaContext(context);
    },
    process: makeIdempotent(work, { persistenceStore, config }),
  };
}

export interface PowertoolsBatchProps {
  /** Delivers one event, once. */
  readonly delivery: IdempotentFunction<ExaminedEvent>;
  readonly quarantineQueue: SideQueue;
  readonly contracts: Contracts;
  /** Records in work at a time, 1 or more. */
  readonly concurrency: number;
}

/**
 * The function of this project as it is written on Powertools: each record is examined and enriched by the same code, and
 * delivered by itself within an idempotent function. Duplicates vanish: Powertools answers with the first result.
 */
export async function powertoolsBatch(
  records: readonly KinesisStreamRecord[],
  context: Context,
  { delivery, quarantineQueue, contracts, concurrency }: PowertoolsBatchProps,
): Promise<KinesisStreamBatchResponse> {
  delivery.registerLambdaContext(context);
  const failed: number[] = [];
  await runBounded(records, concurrency, async (kinesisRecord, position) => {
    const record = decodeRecord(kinesisRecord);
    const examined = examineEvent(record, contracts);
    try {
      if (examined.kind === "event") {
        await delivery.process(examined);
      } else {
        const [outcome] = await quarantineQueue.send([{ ...examined.rejection, record }], () =>
          context.getRemainingTimeInMillis(),
        );
        if (outcome) throw outcome;
      }
    } catch (thrown) {
      process.stderr.write(`${asError(thrown).name}: ${asError(thrown).message}\n`);
      failed.push(position);
    }
  });
  const lowest = records[Math.min(...failed)];
  return { batchItemFailures: lowest ? [{ itemIdentifier: lowest.kinesis.sequenceNumber }] : [] };
}
