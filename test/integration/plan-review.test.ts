import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { environments } from "../../environments";
import { startLocalCloud, type LocalCloud } from "../../local-cloud/local-cloud";
import { LocalDeployment } from "../../tools/local-deployment/local-deployment";
import { readDrift } from "../../tools/plan-review/drift/drift";
import { readReviewDocument } from "../../tools/plan-review/document/review-document";
import { utcDay } from "../../tools/plan-review/plan-command/acknowledgement-file";
import { openObjections } from "../../tools/plan-review/verdict-text";
import { runProgram } from "./run-command";
import { ScratchProject } from "./scratch-project";

const MINUTES = 60_000;
const dev = environments.find(({ name }) => name === "dev");
if (dev === undefined) throw new Error("environments/index.ts has no dev.");

let folder: string;
let project: ScratchProject;
let cloud: LocalCloud;
let deployment: LocalDeployment;

beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-plan-review-"));
  cloud = await startLocalCloud({ ...dev, folder: path.join(folder, "cloud") });
  project = new ScratchProject("plan-review");
  deployment = new LocalDeployment({
    environment: dev,
    cloud,
    outputFolder: path.join(project.folder, "cdktf.out"),
    project: project.folder,
  });
  // The override that it lays beside the stacks stays there when the commands synthesise again.
  await deployment.synthesise();
  await deployment.bootstrap();
}, 4 * MINUTES);

afterAll(async () => {
  project.remove();
  await cloud.stop();
  rmSync(folder, { recursive: true, force: true });
}, MINUTES);

/** One of the commands, as its npm script runs it in the scratch copy. */
function run(command: "plan" | "apply" | "drift", ...flags: string[]) {
  return runProgram(project.folder, `tools/plan-review/${command}-main.ts`, ["dev", ...flags], {
    env: { ...cloud.environment },
  });
}

function review() {
  const file = path.join(project.folder, "plan-review/dev/review.json");
  return readReviewDocument(readFileSync(file, "utf8"), file).review;
}

test(
  "an environment is planned, applied as planned, and then there is nothing to change and nothing drifted",
  async () => {
    const first = await run("plan");
    expect(first).toMatchObject({ exitCode: 2 });
    expect(first.output).toContain("in event-lake-dev");
    expect(review().changes.every(({ constructPath }) => constructPath?.startsWith("event-lake-dev/") === true)).toBe(
      true,
    );

    expect(await run("apply")).toMatchObject({ exitCode: 0 });
    expect(await run("plan")).toMatchObject({ exitCode: 0 });
    expect(await run("drift")).toMatchObject({ exitCode: 0 });
  },
  6 * MINUTES,
);

test(
  "a stream that would be replaced needs an acknowledgement, and its plan is not applied without one",
  async () => {
    project.edit("modules/event-stream/event-stream.ts", "name: props.name,", "name: `${props.name}-2`,");

    const planned = await run("plan");
    expect(planned).toMatchObject({ exitCode: 3 });
    expect(planned.output).toContain("Do not apply: 1 store would lose data in event-lake-dev");
    const refused = await run("apply");
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.output).toContain("Nothing was applied: event-lake-dev needs an acknowledgement for");

    const { check, address } = openObjections(review())[0] ?? { check: "none", address: "none" };
    const entry = {
      stack: "event-lake-dev",
      check,
      address,
      reason: "Nothing was sent yet.",
      expires: utcDay(),
      by: "dana",
    };
    writeFileSync(path.join(project.folder, "plan-acknowledgements.json"), JSON.stringify([entry]));
    expect(await run("plan")).toMatchObject({ exitCode: 2 });
  },
  3 * MINUTES,
);

test(
  "what somebody changed beside Terraform is told by its attribute",
  async () => {
    const sqs = new SQSClient({
      endpoint: cloud.endpoint,
      region: dev.region,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    });
    await sqs.send(
      new SetQueueAttributesCommand({ QueueUrl: await queueUrl(), Attributes: { MessageRetentionPeriod: "3600" } }),
    );

    expect(await run("drift")).toMatchObject({ exitCode: 2 });

    const file = path.join(project.folder, "plan-review/dev/drift.json");
    const { resources } = readDrift(readFileSync(file, "utf8"), file);
    expect(resources.flatMap(({ attributes }) => attributes)).toContainEqual(
      expect.objectContaining({ attribute: "message_retention_seconds", after: "3600" }),
    );
  },
  2 * MINUTES,
);

async function queueUrl(): Promise<string> {
  const outputs = await deployment.terraform(deployment.lakeStack).outputs();
  const url = Object.values(outputs).find((value) => /^https?:.*quarantine/u.test(value));
  if (url === undefined) throw new Error(`No output is the quarantine queue's URL: ${JSON.stringify(outputs)}`);
  return url;
}
