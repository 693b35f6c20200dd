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
