import { ItemThrottle } from "../../src/faults/item-throttle";
import { json, targetCall } from "../gateway/service-call";
import { delivery, functionCall } from "./function-calls";

const claim = functionCall("trace-1", "dynamodb", "PutItem");
let now: number;
let throttle: ItemThrottle;

beforeEach(() => {
  now = 1_000;
  throttle = new ItemThrottle({ now: () => now });
});

it("refuses as many item requests as it was told, in DynamoDB's words", async () => {
  throttle.arm(2);

  const answers = [await throttle.answer(claim), await throttle.answer(claim)];

  expect(answers.map((answer) => answer?.status)).toEqual([400, 400]);
  expect(json(answers[0])).toMatchObject({
    __type: expect.stringMatching(/#ProvisionedThroughputExceededException$/) as string,
  });
  expect(throttle.answer(claim)).toBeUndefined();
  expect([throttle.throttledRequests, throttle.waiting]).toEqual([2, 0]);
});

it("begins a second burst when the first is over", () => {
  throttle.arm(1);
  throttle.arm(1);
  expect(throttle.waiting).toBe(2);

  expect(throttle.answer(claim)).toBeDefined();
  expect(throttle.waiting).toBe(1);
  expect(throttle.answer(claim)).toBeDefined();
  expect(throttle.answer(claim)).toBeUndefined();
});

it("ends a burst after a while, however few requests it met, counted from the first of them", () => {
  throttle.arm(100);
  now += 60_000;
  expect(throttle.answer(claim)).toBeDefined();

  now += 1_500;

  expect(throttle.answer(claim)).toBeUndefined();
  expect([throttle.throttledRequests, throttle.waiting]).toEqual([1, 0]);
});

it("lets deliveries, and Terraform's calls of tables, alone", () => {
  throttle.arm(1);

  expect(throttle.answer(delivery("trace-1", "a"))).toBeUndefined();
  expect(throttle.answer(targetCall("dynamodb", "DescribeTable"))).toBeUndefined();
});
