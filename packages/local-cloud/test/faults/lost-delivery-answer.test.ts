import { LostDeliveryAnswer } from "../../src/faults/lost-delivery-answer";
import { CONNECTION_CUT } from "../../src/gateway/service-message";
import { delivery, functionCall, takingServices } from "./function-calls";

it("lets a delivery be taken, and cuts the connection in the answer's place, once", async () => {
  const services = takingServices();
  const fault = new LostDeliveryAnswer();
  fault.arm();

  expect(fault.answer(functionCall("trace-1", "dynamodb", "PutItem"), services.forward)).toBeUndefined();
  expect(await fault.answer(delivery("trace-1", "a"), services.forward)).toBe(CONNECTION_CUT);

  expect(services.taken).toEqual(["a"]);
  expect([fault.cutConnections, fault.waiting]).toEqual([1, 0]);
  expect(fault.answer(delivery("trace-1", "a"), services.forward)).toBeUndefined();
});
