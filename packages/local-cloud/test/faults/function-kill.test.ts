import type { KillMoment } from "../../src/faults/fault-schedule";
import { FunctionKill } from "../../src/faults/function-kill";
import { CONNECTION_CUT } from "../../src/gateway/service-message";
import { delivery, functionCall, takingServices } from "./function-calls";

const claim = functionCall("trace-1", "dynamodb", "PutItem");

function killing(moment: KillMoment, isRunning = true) {
  const events: string[] = [];
  const services = takingServices();
  const fault = new FunctionKill({
    kill: (traceId) => {
      events.push(`${traceId} killed after ${services.asked.join(", ") || "nothing"}`);
      return Promise.resolve(isRunning);
    },
    onKill: (traceId) => events.push(`${traceId} lost`),
  });
  fault.arm(moment);
  return { fault, services, events };
}

it("kills after a claim was answered, and before any delivery", async () => {
  const { fault, services, events } = killing("after-claim");

  expect(fault.answer(delivery("trace-1", "a"), services.forward)).toBeUndefined();
  expect(fault.answer(functionCall("trace-1", "dynamodb", "GetItem"), services.forward)).toBeUndefined();
  expect(await fault.answer(claim, services.forward)).toBe(CONNECTION_CUT);

  expect(events).toEqual(["trace-1 lost", "trace-1 killed after PutItem"]);
  expect([fault.kills, fault.waiting]).toEqual([1, 0]);
});

it("kills before the delivery stream took the delivery", async () => {
  const { fault, services, events } = killing("before-delivery");

  expect(fault.answer(claim, services.forward)).toBeUndefined();
  expect(await fault.answer(delivery("trace-2", "a"), services.forward)).toBe(CONNECTION_CUT);

  expect(services.taken).toEqual([]);
  expect(events).toEqual(["trace-2 lost", "trace-2 killed after nothing"]);
});

it("kills after the delivery stream took the delivery, and before the answer", async () => {
  const { fault, services, events } = killing("after-delivery");

  expect(await fault.answer(delivery("trace-3", "a"), services.forward)).toBe(CONNECTION_CUT);

  expect(services.taken).toEqual(["a"]);
  expect(events).toEqual(["trace-3 lost", "trace-3 killed after PutRecordBatch"]);
});

it("kills once", async () => {
  const { fault, services } = killing("before-delivery");
  await fault.answer(delivery("trace-1", "a"), services.forward);

  expect(fault.answer(delivery("trace-1", "a"), services.forward)).toBeUndefined();
});

it("waits for another invocation when the one that it wanted is gone", async () => {
  const { fault, services } = killing("after-claim", false);
  await fault.answer(claim, services.forward);

  expect([fault.kills, fault.waiting]).toEqual([0, 1]);
});

it("lets Terraform and other callers alone, who have no invocation", () => {
  const { fault, services } = killing("before-delivery");
  const withoutTrace = functionCall("", "firehose", "PutRecordBatch");

  expect(fault.answer(withoutTrace, services.forward)).toBeUndefined();
});
