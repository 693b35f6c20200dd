import { setTimeout as wait } from "node:timers/promises";
import {
  KinesisServiceException,
  PutRecordsCommand,
  type KinesisClient,
  type PutRecordsCommandOutput,
  type PutRecordsRequestEntry,
} from "@aws-sdk/client-kinesis";
import type { SampleRecord } from "../sample/sample-events";

/** Limits of one call; a record may be large, so bytes are kept well under the 10 MiB. @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const RECORDS_PER_CALL = 500;
const BYTES_PER_CALL = 4 * 1024 * 1024;
/** Calls one after the other of which nothing was taken, or that had no answer. */
const MAX_ATTEMPTS = 10;
/** Milliseconds before a call without an answer is made again; twice as long after each. */
const FIRST_PAUSE = 50;
/** Milliseconds before what was refused is sent again: a shard takes a thousand records, or a mebibyte, in a second. */
const REFUSED_PAUSE = 250;

/**
 * Sends records in their order, one call after the other, and sends again only what a call did not take: a shard refuses
 * what is over its quota. A call that got no answer is made again as a whole, as a producer does that must not lose anything: what it put may be there twice.
 *
 * @param onSent awaited before the next call
 * @throws Error when ten calls one after the other take nothing, or a call has no answer after ten
 */
export async function sendEvents(
  kinesis: KinesisClient,
  streamName: string,
  records: readonly SampleRecord[],
  onSent: (count: number) => Promise<void>,
): Promise<void> {
  let sent = 0;
  for (const call of groupIntoCalls(records)) {
    await sendCall(kinesis, streamName, call);
    sent += call.length;
    await onSent(sent);
  }
}

async function sendCall(
  kinesis: KinesisClient,
  streamName: string,
  records: readonly PutRecordsRequestEntry[],
): Promise<void> {
  let left = [...records];
  let fruitless = 0;
  while (left.length > 0) {
    const answer = await put(kinesis, streamName, left);
    const outcomes = answer.Records ?? [];
    const refused = outcomes.find(({ ErrorCode }) => ErrorCode !== undefined);
    if (refused === undefined) return;
    const before = left.length;
    left = left.filter((_, index) => outcomes[index]?.ErrorCode !== undefined);
    fruitless = left.length === before ? fruitless + 1 : 0;
    if (fruitless === MAX_ATTEMPTS) {
      throw new Error(
        `Stream ${streamName} refused ${left.length} records ${MAX_ATTEMPTS} times: ${refused.ErrorCode ?? ""} ${refused.ErrorMessage ?? ""}`,
      );
    }
    await wait(REFUSED_PAUSE);
  }
}

async function put(
  kinesis: KinesisClient,
  streamName: string,
  records: readonly PutRecordsRequestEntry[],
): Promise<PutRecordsCommandOutput> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await kinesis.send(new PutRecordsCommand({ StreamName: streamName, Records: [...records] }));
    } catch (error) {
      const isRefused = error instanceof KinesisServiceException && error.$fault === "client";
      if (isRefused || attempt === MAX_ATTEMPTS) throw error;
      await wait(FIRST_PAUSE * 2 ** (attempt - 1));
    }
  }
}

function* groupIntoCalls(records: readonly SampleRecord[]): Generator<PutRecordsRequestEntry[]> {
  let call: PutRecordsRequestEntry[] = [];
  let bytes = 0;
  for (const { data, partitionKey } of records) {
    const size = data.length + Buffer.byteLength(partitionKey);
    if (call.length === RECORDS_PER_CALL || (call.length > 0 && bytes + size > BYTES_PER_CALL)) {
      yield call;
      call = [];
      bytes = 0;
    }
    call.push({ Data: data, PartitionKey: partitionKey });
    bytes += size;
  }
  if (call.length > 0) yield call;
}
