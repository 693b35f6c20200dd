import { FaultInjection } from "../../src/faults/fault-injection";
import type { Fault, ScheduledFault } from "../../src/faults/fault-schedule";
import { CONNECTION_CUT, jsonResponse, type Forward } from "../../src/gateway/service-message";
import { json, targetCall } from "../gateway/service-call";
import { delivery, functionCall, putRecords, takingServices } from "./function-calls";

function inject(...schedule: readonly ScheduledFault[]) {
  const services = takingServices();
  const killed: string[] = [];
  const restarts: number[] = [];
  const errors: string[] = [];
  const faults = new FaultInjection({
    schedule,
    clock: { now: () => 0 },
    killInvocation: (traceId) => Promise.resolve(killed.push(traceId) > 0),
    restartGateway: (milliseconds) => {
      restarts.push(milliseconds);
      return Promise.resolve();
    },
    onError: ({ message }) => errors.push(message),
  });
  return { faults, services, killed, restarts, errors };
}

function after(afterRecords: number, fault: Fault): ScheduledFault {
  return { afterRecords, fault };
}

const kill = (moment: "before-delivery" | "after-delivery"): Fault => ({ kind: "function-kill", moment });
const claim = functionCall("trace-1", "dynamodb", "PutItem");

it("passes everything on while nothing is due", async () => {
  const { faults, services } = inject(after(100, kill("before-delivery")));

  await faults.answer(putRecords("a", "b"), services.forward);
  await faults.answer(claim, services.forward);
  await faults.answer(delivery("trace-1", "x"), services.forward);

  expect(services.asked).toEqual(["PutRecords", "PutItem", "PutRecordBatch"]);
  expect(faults.report()).toMatchObject({ kills: 0, waiting: 1, recordsTaken: 2, deliveriesAtRisk: [] });
});

it("lets a fault strike once the stream has taken enough", async () => {
  const { faults, services, killed } = inject(after(3, kill("before-delivery")));
  await faults.answer(putRecords("a", "b"), services.forward);
  await faults.answer(delivery("trace-1", "x"), services.forward);
  await faults.answer(putRecords("c"), services.forward);

  expect(await faults.answer(delivery("trace-2", "y"), services.forward)).toBe(CONNECTION_CUT);

  expect(killed).toEqual(["trace-2"]);
  expect(services.taken).toEqual(["a", "b", "x", "c"]);
  expect(faults.report()).toMatchObject({ kills: 1, waiting: 0, deliveriesAtRisk: [] });
});

it("has a delivery at risk when its function is killed after it, with what that delivered before", async () => {
  const { faults, services } = inject(after(1, kill("after-delivery")));
  await faults.answer(delivery("trace-1", "x"), services.forward);
  await faults.answer(delivery("trace-2", "other"), services.forward);
  await faults.answer(putRecords("a"), services.forward);

  const lost = delivery("trace-1", "y");
  expect(await faults.answer(lost, services.forward)).toBe(CONNECTION_CUT);
  faults.answerWasLost(lost);

  expect(faults.report().deliveriesAtRisk).toEqual(["x", "y"]);
});

it("has what was taken of a call that failed in part at risk when its answer is lost as well", async () => {
  const { faults, services } = inject(after(1, { kind: "failed-entries", every: 2 }));
  await faults.answer(putRecords("a"), services.forward);
  const call = delivery("trace-1", "x", "y");

  await faults.answer(call, services.forward);
  expect(faults.report()).toMatchObject({ failedEntries: 1, deliveriesAtRisk: [] });
  faults.answerWasLost(call);

  expect(faults.report().deliveriesAtRisk).toEqual(["x"]);
});

it("throttles the items of functions", async () => {
  const { faults, services } = inject(after(1, { kind: "item-throttle", requests: 1 }));
  await faults.answer(putRecords("a"), services.forward);

  expect((await faults.answer(claim, services.forward))?.status).toBe(400);
  expect((await faults.answer(claim, services.forward))?.status).toBe(200);
  expect(faults.report()).toMatchObject({ throttledRequests: 1, waiting: 0 });
});

it("restarts the gateway under the producer, and knows what it will put again", async () => {
  const { faults, services, restarts } = inject(after(1, { kind: "gateway-restart", downMilliseconds: 30 }));
  const put = putRecords("a", "b");

  await faults.answer(put, services.forward);
  faults.answerWasLost(put);
  await faults.answer(putRecords("a", "b"), services.forward);
  await new Promise((resolve) => setImmediate(resolve));

  expect(restarts).toEqual([30]);
  expect(faults.report()).toMatchObject({ restarts: 1, striking: 0, recordsTaken: 4, recordsTakenUnknown: ["a", "b"] });
});

it("goes on waiting with a fault that could not strike, and tells why", async () => {
  const { faults, services, errors } = inject(after(1, { kind: "shard-split", choice: 0 }));
  const refusing: Forward = (request) =>
    request.operation === "PutRecords" ? services.forward(request) : Promise.resolve(jsonResponse({}, 400));

  await faults.answer(putRecords("a"), refusing);
  await new Promise((resolve) => setImmediate(resolve));

  expect(errors).toEqual(["ListShards: {}"]);
  expect(faults.report()).toMatchObject({ splits: 0, striking: 0, waiting: 1 });
});

it("leaves the rest of the traffic as it is", async () => {
  const { faults } = inject(after(0, kill("before-delivery")));

  const answer = await faults.answer(targetCall("glue", "GetTables"), () =>
    Promise.resolve(jsonResponse({ TableList: [] })),
  );

  expect(json(answer)).toEqual({ TableList: [] });
});
