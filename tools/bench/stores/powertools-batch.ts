import type { Context, KinesisStreamBatchResponse, KinesisStreamRecord } from "aws-lambda";
import { asError } from "../../../lambda-src/deduplicate/as-error";
import { decodeRecord } from "../../../lambda-src/deduplicate/record/decode-record";
import type { Routing } from "../../../lambda-src/deduplicate/record/enrich";
import { type ExaminedEvent, examineRecord } from "../../../lambda-src/deduplicate/record/examine-record";
import { runBounded } from "../../../lambda-src/deduplicate/run-bounded";
import type { SideQueue } from "../../../lambda-src/deduplicate/side-queue/side-queue";
import type { IdempotentFunction } from "./powertools";

export interface PowertoolsBatchProps {
  /** Delivers one event, once. */
  readonly delivery: IdempotentFunction<ExaminedEvent>;
  readonly quarantineQueue: SideQueue;
  readonly routing: Routing;
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
  { delivery, quarantineQueue, routing, concurrency }: PowertoolsBatchProps,
): Promise<KinesisStreamBatchResponse> {
  delivery.registerLambdaContext(context);
  const failed: number[] = [];
  await runBounded(records, concurrency, async (kinesisRecord, position) => {
    const record = decodeRecord(kinesisRecord);
    const examined = examineRecord(record, routing);
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
