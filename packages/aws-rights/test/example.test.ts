import { readFileSync } from "node:fs";
import path from "node:path";
import { answers } from "./example";

test("the example of the README is this one, and its call is refused", () => {
  const readme = readFileSync(path.join(__dirname, "../README.md"), "utf8");

  expect(readme).toContain(readFileSync(path.join(__dirname, "example.ts"), "utf8"));
  expect(answers).toEqual([
    "Shop is not authorized to perform: sqs:SendMessage on resource: arn:aws:sqs:eu-central-1:111111111111:returns because no identity-based policy allows the sqs:SendMessage action",
  ]);
});
