import type { InvocationResult } from "../lambda/execution-environment";

/** The part of a record that decides its fate. */
export interface SequencedRecord {
  readonly sequenceNumber: string;
  /** Arrival on the stream, milliseconds since the Unix epoch. */
  readonly arrivalMillis: number;
}

/** Consecutive records of one shard that are, or will be, sent in one invocation. */
export interface RecordBatch<R extends SequencedRecord> {
  /** Ascending sequence numbers. */
  readonly records: readonly R[];
  /** How much of the retry quota is used. Halves of a batch inherit it. */
  readonly retries: number;
  /** Invocations that these records were part of. */
  readonly invocations: number;
  /** True when the last of them ended in an error of the function, not in a list of failed records. */
  readonly lastInvocationErred: boolean;
}

/** The error handling of a mapping. */
export interface FailureHandling {
  readonly reportBatchItemFailures: boolean;
  readonly bisectBatchOnFunctionError: boolean;
  /** -1: without end. */
  readonly maximumRetryAttempts: number;
  /** -1: never too old. */
  readonly maximumRecordAgeSeconds: number;
}

/** What becomes of a batch after an invocation: each of its records is in exactly one of the three lists. */
export interface BatchOutcome<R extends SequencedRecord> {
  readonly succeeded: readonly R[];
  /** Batches to send next, in order, before anything that was read later. */
  readonly next: readonly RecordBatch<R>[];
  /** The batch whose retries are used up. */
  readonly discarded: RecordBatch<R> | undefined;
  readonly decision: "success" | "retry" | "bisect" | "discard";
}

/** A batch that has not been sent. */
export function newBatch<R extends SequencedRecord>(records: readonly R[]): RecordBatch<R> {
  return { records, retries: 0, invocations: 0, lastInvocationErred: false };
}

/**
 * Decides what becomes of a batch. AWS does not document whether a partial response uses up the retry quota; here it does, unless it
 * splits the batch, so that the quota always bounds the invocations.
 *
 * @param batch the batch that was sent.
 * @param result how the invocation ended.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 * @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html
 */
export function batchOutcome<R extends SequencedRecord>(
  batch: RecordBatch<R>,
  result: InvocationResult,
  handling: FailureHandling,
): BatchOutcome<R> {
  const erred = result.kind === "function-error";
  const sent = { ...batch, invocations: batch.invocations + 1, lastInvocationErred: erred };
  if (!erred && !handling.reportBatchItemFailures) return success(sent);
  const response = erred
    ? ({ kind: "failed" } as const)
    : readBatchResponse(
        result.payload,
        batch.records.map(({ sequenceNumber }) => sequenceNumber),
      );
  if (response.kind === "success") return success(sent);

  const firstFailed = response.kind === "failed-from" ? response.index : 0;
  const succeeded = batch.records.slice(0, firstFailed);
  const remaining = { ...sent, records: batch.records.slice(firstFailed) };
  if (handling.bisectBatchOnFunctionError) {
    // A list of failed records splits the batch at the lowest of them, and nowhere else: at the first it splits nothing.
    if (firstFailed > 0) return { succeeded, next: [remaining], discarded: undefined, decision: "bisect" };
    if (response.kind === "failed" && remaining.records.length > 1)
      return { succeeded, next: halves(remaining), discarded: undefined, decision: "bisect" };
  }
  const { maximumRetryAttempts } = handling;
  if (maximumRetryAttempts !== -1 && batch.retries >= maximumRetryAttempts) {
    return { succeeded, next: [], discarded: remaining, decision: "discard" };
  }
  return { succeeded, next: [{ ...remaining, retries: batch.retries + 1 }], discarded: undefined, decision: "retry" };
}

/**
 * Separates the records that have become too old to be sent. Either part is undefined when it would be empty.
 *
 * @param now milliseconds since the Unix epoch.
 */
export function separateExpired<R extends SequencedRecord>(
  batch: RecordBatch<R>,
  now: number,
  { maximumRecordAgeSeconds }: FailureHandling,
): { readonly live: RecordBatch<R> | undefined; readonly expired: RecordBatch<R> | undefined } {
  const isExpired = (record: R) =>
    maximumRecordAgeSeconds !== -1 && now - record.arrivalMillis > maximumRecordAgeSeconds * 1000;
  const part = (records: readonly R[]) => (records.length === 0 ? undefined : { ...batch, records });
  return {
    live: part(batch.records.filter((record) => !isExpired(record))),
    expired: part(batch.records.filter(isExpired)),
  };
}

function success<R extends SequencedRecord>(batch: RecordBatch<R>): BatchOutcome<R> {
  return { succeeded: batch.records, next: [], discarded: undefined, decision: "success" };
}

function halves<R extends SequencedRecord>(batch: RecordBatch<R>): RecordBatch<R>[] {
  const middle = Math.ceil(batch.records.length / 2);
  return [
    { ...batch, records: batch.records.slice(0, middle) },
    { ...batch, records: batch.records.slice(middle) },
  ];
}

/** What a function that reports partial failures said about a batch. */
export type BatchResponse =
  | { readonly kind: "success" }
  /** Everything before the index succeeded; the record at it, and all after it, are to be retried. */
  | { readonly kind: "failed-from"; readonly index: number }
  | { readonly kind: "failed" };

/**
 * Reads the response of a function whose mapping has ReportBatchItemFailures.
 *
 * @param payload the function's response.
 * @param sequenceNumbers of the batch, ascending.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
 */
export function readBatchResponse(payload: unknown, sequenceNumbers: readonly string[]): BatchResponse {
  if (payload === null || payload === undefined) return { kind: "success" };
  if (typeof payload !== "object" || Array.isArray(payload)) return { kind: "failed" };
  const failures: unknown = "batchItemFailures" in payload ? payload.batchItemFailures : null;
  if (failures === null || failures === undefined) return { kind: "success" };
  if (!Array.isArray(failures)) return { kind: "failed" };
  if (failures.length === 0) return { kind: "success" };

  const indexes = failures.map((failure) => indexOf(failure, sequenceNumbers));
  return indexes.includes(-1) ? { kind: "failed" } : { kind: "failed-from", index: Math.min(...indexes) };
}

/** -1 for an item that names no record of the batch. */
function indexOf(failure: unknown, sequenceNumbers: readonly string[]): number {
  if (typeof failure !== "object" || failure === null || !("itemIdentifier" in failure)) return -1;
  const { itemIdentifier } = failure;
  return typeof itemIdentifier === "string" ? sequenceNumbers.indexOf(itemIdentifier) : -1;
}
