import * as fc from "fast-check";
import {
  batchOutcome,
  newBatch,
  separateExpired,
  type FailureHandling,
  type RecordBatch,
  type SequencedRecord,
  readBatchResponse,
} from "../../src/kinesis-poller/batch-outcome";
import type { InvocationResult } from "../../src/lambda/execution-environment";
import { failedItems, FUNCTION_ERROR, SUCCESS } from "./poller-bench";

describe("batch outcome", () => {
  const NO_BISECT: FailureHandling = {
    reportBatchItemFailures: true,
    bisectBatchOnFunctionError: false,
    maximumRetryAttempts: 2,
    maximumRecordAgeSeconds: -1,
  };
  const BISECT: FailureHandling = { ...NO_BISECT, bisectBatchOnFunctionError: true };

  function records(...sequenceNumbers: number[]): SequencedRecord[] {
    return sequenceNumbers.map((sequenceNumber) => ({ sequenceNumber: String(sequenceNumber), arrivalMillis: 0 }));
  }

  function numbers(list: readonly SequencedRecord[] | undefined): number[] {
    return (list ?? []).map(({ sequenceNumber }) => Number(sequenceNumber));
  }

  function summary(batch: RecordBatch<SequencedRecord>, result: InvocationResult, handling: FailureHandling) {
    const outcome = batchOutcome(batch, result, handling);
    return {
      decision: outcome.decision,
      succeeded: numbers(outcome.succeeded),
      next: outcome.next.map(({ records: list, retries }) => ({ records: numbers(list), retries })),
      discarded: numbers(outcome.discarded?.records),
    };
  }

  /** An infinite stream never ends, which its type does not say. */
  function nextOf(results: fc.Stream<InvocationResult>): InvocationResult {
    const { value } = results.next() as IteratorYieldResult<InvocationResult>;
    return value;
  }

  const batch = newBatch(records(8, 9, 10, 11, 12));

  it("retries the whole batch after an error of the function, and counts the retry", () => {
    expect(summary(batch, FUNCTION_ERROR, NO_BISECT)).toEqual({
      decision: "retry",
      succeeded: [],
      next: [{ records: [8, 9, 10, 11, 12], retries: 1 }],
      discarded: [],
    });
  });

  it("discards what is left when the retries are used up, and keeps what succeeded", () => {
    expect(summary({ ...batch, retries: 2 }, failedItems("11"), NO_BISECT)).toEqual({
      decision: "discard",
      succeeded: [8, 9, 10],
      next: [],
      discarded: [11, 12],
    });
  });

  // "If your invocation fails and BisectBatchOnFunctionError is turned on, the batch is bisected regardless of your
  // ReportBatchItemFailures setting." https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
  it.each([true, false])(
    "halves a failed batch in order, with its retries (partial responses: %s)",
    (reportBatchItemFailures) => {
      const handling = { ...BISECT, reportBatchItemFailures };
      expect(summary({ ...batch, retries: 1 }, FUNCTION_ERROR, handling)).toEqual({
        decision: "bisect",
        succeeded: [],
        next: [
          { records: [8, 9, 10], retries: 1 },
          { records: [11, 12], retries: 1 },
        ],
        discarded: [],
      });
    },
  );

  // "When a partial batch success response is received and both BisectBatchOnFunctionError and ReportBatchItemFailures are turned on,
  // the batch is bisected at the returned sequence number and Lambda retries only the remaining records." (same page)
  it("splits at the returned sequence number instead of in the middle, without using a retry", () => {
    expect(summary(batch, failedItems("11"), BISECT)).toEqual({
      decision: "bisect",
      succeeded: [8, 9, 10],
      next: [{ records: [11, 12], retries: 0 }],
      discarded: [],
    });
  });

  it("retries the whole batch when the returned sequence number is its first: there is nothing to split off", () => {
    expect(summary(batch, failedItems("8"), BISECT)).toEqual({
      decision: "retry",
      succeeded: [],
      next: [{ records: [8, 9, 10, 11, 12], retries: 1 }],
      discarded: [],
    });
  });

  it("halves the batch when the list names a record that was not in it: that is an error of the function", () => {
    expect(summary(batch, failedItems("unknown"), BISECT).next.map(({ records: list }) => list)).toEqual([
      [8, 9, 10],
      [11, 12],
    ]);
  });

  it("retries a single failing record, which cannot be split, and then discards it", () => {
    const single = newBatch(records(8));
    expect(summary(single, FUNCTION_ERROR, BISECT)).toMatchObject({
      decision: "retry",
      next: [{ records: [8], retries: 1 }],
    });
    expect(summary({ ...single, retries: 2 }, FUNCTION_ERROR, BISECT)).toMatchObject({
      decision: "discard",
      discarded: [8],
    });
  });

  it("remembers for the invocation record how often the records were sent and how the last invocation ended", () => {
    const erred = batchOutcome({ ...batch, retries: 2, invocations: 2 }, FUNCTION_ERROR, NO_BISECT).discarded;
    expect(erred).toMatchObject({ invocations: 3, lastInvocationErred: true });
    const reported = batchOutcome({ ...batch, retries: 2, invocations: 2 }, failedItems("8"), NO_BISECT).discarded;
    expect(reported).toMatchObject({ invocations: 3, lastInvocationErred: false });
  });

  it("separates records that are older than the limit, not those that are exactly as old", () => {
    const aged = newBatch(
      [0, 1, 2].map((second) => ({ sequenceNumber: String(second), arrivalMillis: second * 1000 })),
    );
    const { live, expired } = separateExpired(aged, 61_000, { ...NO_BISECT, maximumRecordAgeSeconds: 60 });
    expect(numbers(live?.records)).toEqual([1, 2]);
    expect(numbers(expired?.records)).toEqual([0]);
    expect(separateExpired(aged, 1e15, NO_BISECT)).toEqual({ live: aged, expired: undefined });
  });

  it("ends every record exactly once, in order and within the retry quota, whatever the function returns", () => {
    const handlings = fc.record({
      reportBatchItemFailures: fc.boolean(),
      bisectBatchOnFunctionError: fc.boolean(),
      maximumRetryAttempts: fc.integer({ min: 0, max: 4 }),
      maximumRecordAgeSeconds: fc.constant(-1),
    });
    const behaviours = fc.infiniteStream(
      fc.oneof(
        fc.constantFrom(SUCCESS, FUNCTION_ERROR, failedItems("unknown"), failedItems()),
        fc.integer({ min: 0, max: 40 }).map((sequenceNumber) => failedItems(String(sequenceNumber))),
      ),
    );
    fc.assert(
      fc.property(handlings, fc.integer({ min: 1, max: 40 }), behaviours, (handling, count, results) => {
        const all = Array.from({ length: count }, (_, index) => index);
        const ended: number[] = [];
        const sent = new Map<number, number>();
        const pending = [newBatch(records(...all))];
        for (let next = pending.shift(); next !== undefined; next = pending.shift()) {
          for (const sequenceNumber of numbers(next.records))
            sent.set(sequenceNumber, (sent.get(sequenceNumber) ?? 0) + 1);
          const outcome = batchOutcome(next, nextOf(results), handling);
          const parts = [
            outcome.succeeded,
            ...outcome.next.map((part) => part.records),
            outcome.discarded?.records ?? [],
          ];
          expect(parts.flatMap((part) => numbers(part))).toEqual(numbers(next.records));
          ended.push(...numbers(outcome.succeeded), ...numbers(outcome.discarded?.records));
          pending.unshift(...outcome.next);
        }
        expect(ended).toEqual(all);
        if (!handling.bisectBatchOnFunctionError) {
          expect(Math.max(...sent.values())).toBeLessThanOrEqual(1 + handling.maximumRetryAttempts);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe("batch response", () => {
  const BATCH = ["9", "10", "11"];

  // "Lambda treats a batch as a complete success if you return any of the following: An empty batchItemFailure list, A null
  // batchItemFailure list, An empty EventResponse, A null EventResponse"
  // https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html
  it.each([
    ["an empty list", { batchItemFailures: [] }],
    ["a null list", { batchItemFailures: null }],
    ["an empty response", {}],
    ["a null response", null],
    ["no response", undefined],
  ])("takes %s for a complete success", (_name, payload) => {
    expect(readBatchResponse(payload, BATCH)).toEqual({ kind: "success" });
  });

  // "Lambda treats a batch as a complete failure if you return any of the following: An empty string itemIdentifier, A null
  // itemIdentifier, An itemIdentifier with a bad key name" (same page)
  it.each([
    ["an empty identifier", { batchItemFailures: [{ itemIdentifier: "" }] }],
    ["a null identifier", { batchItemFailures: [{ itemIdentifier: null }] }],
    ["a bad key name", { batchItemFailures: [{ id: "10" }] }],
    ["an identifier that is not in the batch", { batchItemFailures: [{ itemIdentifier: "12" }] }],
    [
      "an unknown identifier beside a known one",
      { batchItemFailures: [{ itemIdentifier: "10" }, { itemIdentifier: "12" }] },
    ],
    ["a number for an identifier", { batchItemFailures: [{ itemIdentifier: 10 }] }],
    ["an item that is no object", { batchItemFailures: ["10"] }],
    ["a list that is no list", { batchItemFailures: "10" }],
    ["text", "done"],
    ["a list", []],
  ])("takes %s for a complete failure", (_name, payload) => {
    expect(readBatchResponse(payload, BATCH)).toEqual({ kind: "failed" });
  });

  // "If the batchItemFailures array contains multiple items, Lambda uses the record with the lowest sequence number as the
  // checkpoint." (same page)
  it("finds the lowest sequence number, wherever it stands in the list and however it sorts as text", () => {
    const payload = {
      batchItemFailures: [{ itemIdentifier: "11" }, { itemIdentifier: "9" }, { itemIdentifier: "10" }],
    };
    expect(readBatchResponse(payload, BATCH)).toEqual({ kind: "failed-from", index: 0 });
    expect(readBatchResponse({ batchItemFailures: payload.batchItemFailures.slice(2) }, BATCH)).toEqual({
      kind: "failed-from",
      index: 1,
    });
  });
});
