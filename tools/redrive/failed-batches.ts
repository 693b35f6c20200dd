import { InvokeCommand, type LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteObjectCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import type { KinesisStreamRecord } from "aws-lambda";
import { z } from "zod";
import { BATCHES_PREFIX } from "../lake-names";
import { objectsBelow, textOf } from "./bucket-objects";
import { type Selection, type SetAside, Tally } from "./redriven";

/** Records one after the other that fail alone: the cause is not gone, and each takes as long as the function tries. */
const FAILURES_IN_A_ROW = 3;

/** The part of Lambda's invocation record that is read, and what an earlier redrive added; all else is kept as it is. */
const batchSchema = z.looseObject({
  requestContext: z.looseObject({ condition: z.string() }),
  payload: z.string(),
  redriven: z.object({ at: z.string(), reason: z.string() }).optional(),
});

type Batch = z.output<typeof batchSchema>;

interface FailedBatch {
  readonly key: string;
  readonly batch: Batch;
  readonly records: readonly KinesisStreamRecord[];
  /** Why the batch is here. */
  readonly reason: string;
}

/** What the function says of some records. */
interface Answer {
  /** How many of the first are done. */
  readonly done: number;
  /** Why the next is not; undefined when all are done. */
  readonly reason?: string;
}

export interface FailedBatchesProps {
  readonly s3: S3Client;
  readonly lambda: LambdaClient;
  readonly bucket: string;
  readonly functionName: string;
}

/**
 * Batches that Lambda gave up, each an object of the on-failure destination. They go through the function itself, as the
 * records that they were: an event whose claim was made before its delivery failed is recognised by shard and sequence
 * number. Put on the stream again, it would be a duplicate of itself.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export class FailedBatches implements SetAside {
  readonly counted = "records";

  constructor(private readonly props: FailedBatchesProps) {}

  async look(selection: Selection): Promise<ReadonlyMap<string, number>> {
    const tally = new Tally();
    for await (const { records, reason } of this.batches(selection)) tally.add(reason, records.length);
    return tally.counts;
  }

  async redrive(selection: Selection, onProgress: (text: string) => void) {
    const left = new Tally();
    let [found, done, failuresInARow] = [0, 0, 0];
    for await (const batch of this.batches(selection)) {
      const { records } = batch;
      found += records.length;
      if (failuresInARow >= FAILURES_IN_A_ROW) {
        left.add(batch.reason, records.length);
        continue;
      }
      const failed: { readonly record: KinesisStreamRecord; readonly reason: string }[] = [];
      let at = 0;
      while (at < records.length && failuresInARow < FAILURES_IN_A_ROW) {
        const answer = await this.send(records.slice(at));
        if (answer.done > 0) failuresInARow = 0;
        at += answer.done;
        const record = records[at];
        if (answer.reason === undefined || record === undefined) break;
        failuresInARow += 1;
        failed.push({ record, reason: answer.reason });
        at += 1;
        onProgress(`${done + at - failed.length} of ${found} records done; ${answer.reason}`);
      }
      const untried = records.slice(at).map((record) => ({ record, reason: batch.reason }));
      const rest = failuresInARow < FAILURES_IN_A_ROW ? failed : [...failed, ...untried];
      for (const { reason } of rest) left.add(reason);
      done += records.length - rest.length;
      await this.keep(batch, rest);
      onProgress(`${done} of ${found} records done`);
    }
    return {
      found,
      done,
      left: left.counts,
      ...(failuresInARow >= FAILURES_IN_A_ROW && {
        note: `Stopped after ${FAILURES_IN_A_ROW} records in a row that failed: the cause is not gone. Mend it, and run this again.`,
      }),
    };
  }

  /** The function delivers nothing behind a record that fails; of an error that names none, halves find it. */
  private async send(records: readonly KinesisStreamRecord[]): Promise<Answer> {
    const { Payload, FunctionError, LogResult } = await this.props.lambda.send(
      new InvokeCommand({
        FunctionName: this.props.functionName,
        Payload: Buffer.from(JSON.stringify({ Records: records })),
        LogType: "Tail",
      }),
    );
    const answer = JSON.parse(Buffer.from(Payload ?? []).toString() || "null") as FunctionAnswer | null;
    if (FunctionError !== undefined) {
      const reason = `${answer?.errorType ?? FunctionError}: ${answer?.errorMessage ?? ""}`;
      if (records.length === 1) return { done: 0, reason };
      const middle = Math.ceil(records.length / 2);
      const first = await this.send(records.slice(0, middle));
      if (first.reason !== undefined) return first;
      const second = await this.send(records.slice(middle));
      return { ...second, done: middle + second.done };
    }
    const failed = answer?.batchItemFailures?.[0]?.itemIdentifier;
    if (failed === undefined) return { done: records.length };
    const done = records.findIndex(({ kinesis }) => kinesis.sequenceNumber === failed);
    return { done: Math.max(0, done), reason: failureIn(Buffer.from(LogResult ?? "", "base64").toString()) };
  }

  /** One call, so that a kill leaves the batch as it was or as it is to be. The bucket keeps the version before it. */
  private async keep({ key, batch }: FailedBatch, rest: readonly { record: KinesisStreamRecord; reason: string }[]) {
    const { s3, bucket } = this.props;
    const [first] = rest;
    if (first === undefined) {
      await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
      return;
    }
    const kept: Batch = {
      ...batch,
      payload: JSON.stringify({ Records: rest.map(({ record }) => record) }),
      redriven: { at: new Date().toISOString(), reason: first.reason },
    };
    await s3.send(
      new PutObjectCommand({ Bucket: bucket, Key: key, Body: JSON.stringify(kept), ContentType: "application/json" }),
    );
  }

  private async *batches({ since, reason: wanted }: Selection): AsyncGenerator<FailedBatch> {
    const { s3, bucket } = this.props;
    for await (const { key, modified } of objectsBelow(s3, bucket, BATCHES_PREFIX)) {
      if (since !== undefined && modified < since) continue;
      const text = await textOf(s3, bucket, key);
      // Another redrive was faster.
      if (text === undefined) continue;
      const batch = parsedBatch(text, `s3://${bucket}/${key}`);
      const reason = batch.redriven?.reason ?? batch.requestContext.condition;
      if (wanted !== undefined && !reason.startsWith(wanted)) continue;
      const { Records: records } = JSON.parse(batch.payload) as { readonly Records: readonly KinesisStreamRecord[] };
      yield { key, batch, records, reason };
    }
  }
}

interface FunctionAnswer {
  readonly batchItemFailures?: readonly { readonly itemIdentifier: string }[];
  readonly errorType?: string;
  readonly errorMessage?: string;
}

function parsedBatch(text: string, place: string): Batch {
  const parsed = batchSchema.safeParse(JSON.parse(text));
  if (parsed.success) return parsed.data;
  throw new Error(
    `${place} is no invocation record of Lambda with its payload. Move it elsewhere, and run this again: only Lambda writes to ${BATCHES_PREFIX}.`,
  );
}

/** The last failure in the function's log: stage, error and message. */
function failureIn(log: string): string {
  for (const line of log.split("\n").reverse()) {
    if (!line.startsWith("{") || !line.includes('"level":"ERROR"')) continue;
    try {
      const { stage, error, message } = JSON.parse(line) as Record<"error" | "message" | "stage", string>;
      return `${stage}: ${error}: ${message}`;
    } catch {
      continue;
    }
  }
  return "the function gave the record back, and the end of its log does not say why";
}
