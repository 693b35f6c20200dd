/** The call that is needed of `Kinesis` of `@aws-sdk/client-kinesis`. */
export interface KinesisPutRecords {
  putRecords(input: {
    StreamARN: string;
    Records: { Data: Uint8Array; PartitionKey: string }[];
  }): Promise<{ readonly Records?: readonly PutRecordsAnswer[] }>;
}

export interface PutRecordsAnswer {
  readonly SequenceNumber?: string;
  /** Of an entry that is not in the stream. */
  readonly ErrorCode?: string;
  readonly ErrorMessage?: string;
}

/** One event as it is put. */
export interface Entry<Event> {
  readonly event: Event;
  readonly key: string;
  readonly data: Buffer;
}

/** An entry that is not in the stream, and why. */
export interface FailedEntry<Event> {
  readonly entry: Entry<Event>;
  readonly code: string;
  readonly message: string;
}

/** What a call takes, keys included. @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
const MAX_ENTRIES = 500;
const MAX_BYTES = 5 * 1024 * 1024;

/** Entries in calls, one after the other. Returns those that are not in the stream. */
export async function putBatches<Event>(
  kinesis: KinesisPutRecords,
  streamArn: string,
  entries: readonly Entry<Event>[],
): Promise<FailedEntry<Event>[]> {
  const failed: FailedEntry<Event>[] = [];
  for (const batch of batches(entries)) failed.push(...(await putBatch(kinesis, streamArn, batch)));
  return failed;
}

function* batches<Event>(entries: readonly Entry<Event>[]): Generator<readonly Entry<Event>[]> {
  let batch: Entry<Event>[] = [];
  let bytes = 0;
  for (const entry of entries) {
    const size = entry.data.byteLength + Buffer.byteLength(entry.key);
    if (batch.length === MAX_ENTRIES || bytes + size > MAX_BYTES) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(entry);
    bytes += size;
  }
  if (batch.length > 0) yield batch;
}

async function putBatch<Event>(
  kinesis: KinesisPutRecords,
  streamArn: string,
  batch: readonly Entry<Event>[],
): Promise<FailedEntry<Event>[]> {
  const Records = batch.map(({ key, data }) => ({ Data: data, PartitionKey: key }));
  try {
    const { Records: answers = [] } = await kinesis.putRecords({ StreamARN: streamArn, Records });
    return batch.flatMap((entry, index) => {
      const { SequenceNumber, ErrorCode: code = "NoAnswer", ErrorMessage: message = "" } = answers[index] ?? {};
      return SequenceNumber === undefined ? [{ entry, code, message }] : [];
    });
  } catch (error) {
    const { name, message } = error instanceof Error ? error : new Error(String(error));
    return batch.map((entry) => ({ entry, code: name, message }));
  }
}

/** What no later try would change. */
const LASTING = new Set([
  "AccessDeniedException",
  "ExpiredTokenException",
  "IncompleteSignature",
  "InvalidArgumentException",
  "InvalidClientTokenId",
  "KMSAccessDeniedException",
  "KMSDisabledException",
  "KMSInvalidStateException",
  "KMSNotFoundException",
  "KMSOptInRequired",
  "ResourceNotFoundException",
  "UnrecognizedClientException",
  "ValidationException",
]);

/** Whether what was not taken for this reason may be taken later. */
export function isRetryable(code: string): boolean {
  return !LASTING.has(code);
}
