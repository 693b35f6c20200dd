import { ItemThrottle } from "../../../local-cloud/faults/item-throttle";
import { json, targetCall } from "../gateway/service-call";
import { delivery, functionCall } from "./function-calls";

const claim = functionCall("trace-1", "dynamodb", "PutItem");

it("refuses as many item requests as it was told, in DynamoDB's words", async () => {
  const throttle = new ItemThrottle();
  throttle.arm(2);

  const answers = [await throttle.answer(claim), await throttle.answer(claim)];

  expect(answers.map((answer) => answer?.status)).toEqual([400, 400]);
  expect(json(answers[0])).toMatchObject({
    __type: expect.stringMatching(/#ProvisionedThroughputExceededException$/) as string,
  });
  expect(throttle.answer(claim)).toBeUndefined();
  expect([throttle.throttledRequests, throttle.waiting]).toEqual([2, 0]);
});

it("adds up when one burst begins before another is over", () => {
  const throttle = new ItemThrottle();
  throttle.arm(2);
  throttle.arm(3);

  expect(throttle.waiting).toBe(5);
});

it("lets deliveries, and Terraform's calls of tables, alone", () => {
  const throttle = new ItemThrottle();
  throttle.arm(1);

  expect(throttle.answer(delivery("trace-1", "a"))).toBeUndefined();
  expect(throttle.answer(targetCall("dynamodb", "DescribeTable"))).toBeUndefined();
});
