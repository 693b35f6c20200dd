import { FailedEntries } from "../../src/faults/failed-entries";
import { errorResponse } from "../../src/gateway/service-message";
import { json } from "../gateway/service-call";
import { delivery, functionCall, takingServices } from "./function-calls";

const FAILED = { ErrorCode: "ServiceUnavailableException", ErrorMessage: "Slow down." };

function failing(every: number) {
  const takenBefore: number[] = [];
  const fault = new FailedEntries((_, before) => takenBefore.push(before));
  fault.arm(every);
  return { fault, takenBefore, services: takingServices() };
}

it("answers 200 with failed entries in their places, and hands on the others only", async () => {
  const { fault, services, takenBefore } = failing(2);

  const answer = await fault.answer(delivery("trace-1", "a", "b", "c", "d"), services.forward);

  expect(answer?.status).toBe(200);
  expect(json(answer)).toEqual({
    FailedPutCount: 2,
    Encrypted: true,
    RequestResponses: [{ RecordId: "id-0" }, FAILED, { RecordId: "id-1" }, FAILED],
  });
  expect(services.taken).toEqual(["a", "c"]);
  expect([fault.failedEntries, takenBefore]).toEqual([2, [1]]);
});

it("fails a call of one entry as a whole, without a call behind it", async () => {
  const { fault, services, takenBefore } = failing(3);

  const answer = await fault.answer(delivery("trace-1", "a"), services.forward);

  expect(json(answer)).toEqual({ FailedPutCount: 1, Encrypted: true, RequestResponses: [FAILED] });
  expect(services.asked).toEqual([]);
  expect(takenBefore).toEqual([0]);
});

it("strikes one call, and none that is no function's delivery", async () => {
  const { fault, services } = failing(1);

  expect(fault.answer(functionCall("trace-1", "dynamodb", "PutItem"), services.forward)).toBeUndefined();
  expect(fault.waiting).toBe(1);
  await fault.answer(delivery("trace-1", "a"), services.forward);

  expect(fault.waiting).toBe(0);
  expect(fault.answer(delivery("trace-1", "a"), services.forward)).toBeUndefined();
});

it("passes on the refusal of a call, which is no partial failure", async () => {
  const { fault, takenBefore } = failing(2);
  const refusal = errorResponse("ResourceNotFoundException", "No such stream.");

  const answer = await fault.answer(delivery("trace-1", "a", "b"), () => Promise.resolve(refusal));

  expect(answer).toBe(refusal);
  expect([fault.failedEntries, takenBefore]).toEqual([0, []]);
});
