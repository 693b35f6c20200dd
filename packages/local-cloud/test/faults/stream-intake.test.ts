import { StreamIntake } from "../../src/faults/stream-intake";
import { errorResponse, jsonResponse } from "../../src/gateway/service-message";
import { putRecords } from "./function-calls";

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
