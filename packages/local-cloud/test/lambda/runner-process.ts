/** A program for orphaned-process.test.ts: runs a function that does not end, and prints the id of its process once it runs. */
import { systemClock } from "../../src/clock";
import { LambdaRunner } from "../../src/lambda/lambda-runner";
import { deployed } from "./lambda-runner-under-test";

const forever = deployed(
  "exports.handler = () => { console.log(process.pid); return new Promise((r) => setTimeout(r, 60000)); };",
  { timeoutSeconds: 60 },
);
const runner = new LambdaRunner({
  functions: { find: () => Promise.resolve(forever) },
  environment: {},
  workFolder: process.argv[2] ?? "",
  clock: systemClock,
  onLog: (_functionName, line) => {
    console.log(line);
  },
});
void runner.invoke("deduplicator", {});
