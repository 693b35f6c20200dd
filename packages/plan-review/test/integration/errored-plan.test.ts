import { copyFileSync } from "node:fs";
import path from "node:path";
import { LOCK_FILE } from "../../fixtures/generator/offline-batch";
import { LocalStack } from "../local-stack";

let stack: LocalStack;
beforeEach(() => {
  stack = new LocalStack();
});
afterEach(() => {
  stack.remove();
});

test("a plan whose refresh failed says of which resource, and why", async () => {
  stack.take(path.join(__dirname, "..", "..", "fixtures", "errored", "by-refresh"));
  copyFileSync(LOCK_FILE, path.join(stack.folder, ".terraform.lock.hcl"));

  const review = await stack.plan();

  expect(review).toMatchObject({ verdict: "incomplete", errors: [{ address: "aws_sqs_queue.a" }] });
  expect(review.errors[0]?.message).toMatch(/reading SQS Queue .*orders.*connection refused/s);
});
