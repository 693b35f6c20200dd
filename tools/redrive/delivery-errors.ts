import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { FirehoseClient } from "@aws-sdk/client-firehose";
import { type KinesisClient, PutRecordsCommand } from "@aws-sdk/client-kinesis";
import { DeleteObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import {
  type EntryOutcome,
  groupIntoCalls,
  type ResendPolicy,
  sendWithResends,
} from "../../lambda-src/deduplicate/batch-call";
import { deliver, FirehoseDeliveryStream } from "../../lambda-src/deduplicate/delivery/delivery-stream";
import { FIREHOSE_LIMITS } from "../../lambda-src/deduplicate/delivery/pack-records";
import { LAKE_PREFIXES } from "../../modules/lake-storage";
import { objectsBelow, textOf } from "./bucket-objects";
import { type Selection, type SetAside, Tally } from "./redriven";

/** A quota refuses for seconds: thirty tries with pauses of up to five. */
export const RESEND: ResendPolicy = {
  maxTries: 30,
  baseDelayMs: 100,
  maxDelayMs: 5_000,
  reserveMs: 0,
  sleep: (milliseconds) => sleep(milliseconds),
  random: Math.random,
};

/** Records of one PutRecords call, and their bytes. @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const STREAM_LIMITS = { entries: 500, bytes: 5 * 1024 * 1024 };

const NO_DATA = "a line without rawData";

export interface DeliveryErrorsProps {
  readonly s3: S3Client;
  readonly firehose: FirehoseClient;
  readonly kinesis: KinesisClient;
  readonly bucket: string;
  /** Seconds after which the delivery stream writes what it has. */
  readonly bufferSeconds: number;
  /** Where the records go: to the delivery stream that they came from, or, where that reads the stream itself, to the stream. */
  readonly target:
    { readonly kind: "delivery-stream"; readonly name: string } | { readonly kind: "stream"; readonly name: string };
}

interface ErrorObject {
  readonly key: string;
  /** Folder of the object: Firehose's kind of error. */
  readonly reason: string;
  readonly records: readonly Buffer[];
  /** Lines that hold no record. */
  readonly unreadable: number;
}

/**
 * What Firehose could not deliver: objects below `errors/`, a record a line. They go to the delivery stream again as they
 * were; an event that is delivered twice is removed by the curation job. What Firehose still cannot deliver, it writes to
 * `errors/` again, with its new reason.
 *
 * @see https://docs.aws.amazon.com/firehose/latest/dev/retry.html
 */
export class DeliveryErrors implements SetAside {
  readonly counted = "records";

  constructor(private readonly props: DeliveryErrorsProps) {}

  async look(selection: Selection): Promise<ReadonlyMap<string, number>> {
    const tally = new Tally();
    for await (const { reason, records, unreadable } of this.objects(selection)) {
      tally.add(reason, records.length);
      tally.add(NO_DATA, unreadable);
    }
    return tally.counts;
  }

  async redrive(selection: Selection, onProgress: (text: string) => void) {
    const left = new Tally();
    let [found, done] = [0, 0];
    for await (const { key, reason, records, unreadable } of this.objects(selection)) {
      found += records.length + unreadable;
      const error = await this.put(records);
      if (error !== undefined) left.add(`${reason}: ${error.message}`, records.length);
      else done += records.length;
      left.add(NO_DATA, unreadable);
      // Deleted last: a kill before it delivers the records twice, and the job stores them once.
      if (error === undefined && unreadable === 0) await this.remove(key);
      onProgress(`${done} of ${found} records put`);
    }
    const { bufferSeconds } = this.props;
    const note = `What Firehose still cannot deliver is below errors/ again after its buffer, ${bufferSeconds} s: run this again with --dry-run then.`;
    return { found, done, left: left.counts, ...(done > 0 && { note }) };
  }

  private async put(records: readonly Buffer[]): Promise<Error | undefined> {
    const { firehose, kinesis, target } = this.props;
    if (target.kind === "delivery-stream") {
      const lines = records.map((data) => ({ line: data.toString("utf8"), byteLength: data.length }));
      const policy = { limits: FIREHOSE_LIMITS, resend: RESEND };
      return (await deliver(lines, new FirehoseDeliveryStream(firehose, target.name), policy, () => Infinity)).error;
    }
    for (const call of groupIntoCalls(records, ({ length }) => length, STREAM_LIMITS)) {
      const outcomes = await sendWithResends(
        call,
        (some) => putOnStream(kinesis, target.name, some),
        RESEND,
        () => Infinity,
      );
      for (const outcome of outcomes) if (outcome !== null) return outcome;
    }
    return undefined;
  }

  private async remove(key: string): Promise<void> {
    await this.props.s3.send(new DeleteObjectCommand({ Bucket: this.props.bucket, Key: key }));
  }

  private async *objects({ since, reason: wanted }: Selection): AsyncGenerator<ErrorObject> {
    const { s3, bucket } = this.props;
    for await (const { key, modified } of objectsBelow(s3, bucket, LAKE_PREFIXES.errors)) {
      const reason = key.slice(LAKE_PREFIXES.errors.length).split("/")[0] ?? "";
      if ((since !== undefined && modified < since) || (wanted !== undefined && reason !== wanted)) continue;
      const lines = (await textOf(s3, bucket, key))?.split("\n").filter((line) => line !== "") ?? [];
      const records = lines.map(recordOf).filter((record) => record !== undefined);
      yield { key, reason, records, unreadable: lines.length - records.length };
    }
  }
}

/** @see https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-failure-handling.html */
function recordOf(line: string): Buffer | undefined {
  try {
    const { rawData } = JSON.parse(line) as { readonly rawData?: unknown };
    return typeof rawData === "string" && rawData !== "" ? Buffer.from(rawData, "base64") : undefined;
  } catch {
    return undefined;
  }
}

async function putOnStream(
  kinesis: KinesisClient,
  stream: string,
  records: readonly Buffer[],
): Promise<EntryOutcome[]> {
  const { Records = [] } = await kinesis.send(
    new PutRecordsCommand({
      StreamName: stream,
      Records: records.map((Data) => ({ Data, PartitionKey: createHash("sha256").update(Data).digest("hex") })),
    }),
  );
  return records.map((_, index) => {
    const { ErrorCode, ErrorMessage } = Records[index] ?? { ErrorCode: "NoAnswer" };
    return ErrorCode === undefined ? null : new Error(`${stream}: ${ErrorCode} ${ErrorMessage ?? ""}`);
  });
}
