import { StreamIntake, DeliveriesAtRisk } from "../../src/faults/unacknowledged-records";
import { errorResponse, jsonResponse, type ServiceRequest } from "../../src/gateway/service-message";
import { putRecords, delivery } from "./function-calls";

describe("stream intake", () => {
  it("counts the records that were taken, and not those that were refused", () => {
    const intake = new StreamIntake();

    intake.answered(putRecords("a", "b"), jsonResponse({ Records: [{ SequenceNumber: "1" }, { ErrorCode: "Slow" }] }));
    intake.answered(putRecords("c"), errorResponse("LimitExceededException", "Slow down."));

    expect(intake.recordsTaken).toBe(1);
    expect(intake.recordsTakenUnknown()).toEqual([]);
  });

  it("keeps the records that were taken without an answer", () => {
    const intake = new StreamIntake();
    const put = putRecords("a", "b");
    intake.answered(put, jsonResponse({ Records: [{ SequenceNumber: "1" }, { ErrorCode: "Slow" }] }));

    intake.answerWasLost(put);
    intake.answerWasLost(putRecords("a"));

    expect(intake.recordsTakenUnknown()).toEqual(["a"]);
  });
});

describe("deliveries at risk", () => {
  function take(deliveries: DeliveriesAtRisk, request: ServiceRequest, ...outcomes: readonly object[]): void {
    deliveries.answered(request, request, jsonResponse({ RequestResponses: outcomes }));
  }

  const TAKEN = { RecordId: "id" };
  const FAILED = { ErrorCode: "ServiceUnavailableException" };

  it("finds nothing at risk in a delivery whose answer arrived", () => {
    const deliveries = new DeliveriesAtRisk();

    take(deliveries, delivery("trace-1", "a", "b"), TAKEN, TAKEN);

    expect(deliveries.records()).toEqual([]);
  });

  it("counts what was taken by a call whose answer was lost, and not what failed in it", () => {
    const deliveries = new DeliveriesAtRisk();
    const call = delivery("trace-1", "a", "b");
    take(deliveries, call, TAKEN, FAILED);

    deliveries.answerWasLost(call);
    deliveries.answerWasLost(delivery("trace-1", "a", "b"));

    expect(deliveries.records()).toEqual(["a"]);
  });

  it("counts everything that a lost invocation delivered, in whichever call, and nothing of another", () => {
    const deliveries = new DeliveriesAtRisk();
    take(deliveries, delivery("trace-1", "a"), TAKEN);
    take(deliveries, delivery("trace-2", "b"), TAKEN);
    take(deliveries, delivery("trace-1", "c"), TAKEN);

    deliveries.invocationWasLost("trace-1");
    deliveries.invocationWasLost("trace-3");

    expect(deliveries.records()).toEqual(["a", "c"]);
  });

  it("counts one taking once, however it was lost, and two takings twice", () => {
    const deliveries = new DeliveriesAtRisk();
    const [first, second] = [delivery("trace-1", "a"), delivery("trace-1", "a")];
    take(deliveries, first, TAKEN);
    take(deliveries, second, TAKEN);

    deliveries.answerWasLost(first);
    deliveries.invocationWasLost("trace-1");

    expect(deliveries.records()).toEqual(["a", "a"]);
  });

  it("counts what was taken behind a failed record, and not what was taken before it", () => {
    const deliveries = new DeliveriesAtRisk();
    const call = delivery("trace-1", "a", "b", "c");
    const forwarded = delivery("trace-1", "a", "c");
    deliveries.answered(call, forwarded, jsonResponse({ RequestResponses: [TAKEN, TAKEN] }));

    deliveries.takenBehindFailed(call, 1);

    expect(deliveries.records()).toEqual(["c"]);
  });

  it("takes a refused call for no delivery", () => {
    const deliveries = new DeliveriesAtRisk();
    const call = delivery("trace-1", "a");
    deliveries.answered(call, call, errorResponse("ResourceNotFoundException", "No such stream."));

    deliveries.answerWasLost(call);

    expect(deliveries.records()).toEqual([]);
  });
});
