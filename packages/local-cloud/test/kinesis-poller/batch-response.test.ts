import { readBatchResponse } from "../../src/kinesis-poller/batch-response";

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
  const payload = { batchItemFailures: [{ itemIdentifier: "11" }, { itemIdentifier: "9" }, { itemIdentifier: "10" }] };
  expect(readBatchResponse(payload, BATCH)).toEqual({ kind: "failed-from", index: 0 });
  expect(readBatchResponse({ batchItemFailures: payload.batchItemFailures.slice(2) }, BATCH)).toEqual({
    kind: "failed-from",
    index: 1,
  });
});
