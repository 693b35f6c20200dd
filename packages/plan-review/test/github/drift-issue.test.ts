import type { Drift } from "../../src/drift";
import { DRIFT_MARKER, publishDriftIssue } from "../../src/github/drift-issue";
import { BOT, FakeGitHub } from "./fake-github";

let github: FakeGitHub;
beforeEach(async () => {
  github = await FakeGitHub.start();
});
afterEach(async () => {
  await github.stop();
});

const CLEAN: Drift = { version: 1, stack: "event-lake-prod", resources: [] };
const DRIFTED: Drift = {
  ...CLEAN,
  resources: [
    {
      address: "aws_s3_bucket_public_access_block.storage_lake_1234",
      constructPath: "event-lake-prod/storage/lake",
      deleted: false,
      attributes: [{ attribute: "block_public_policy", before: "true", after: "false" }],
    },
    { address: "aws_cloudwatch_metric_alarm.age_5678", deleted: true, attributes: [] },
  ],
};

function publish(drifts: readonly Drift[], unknown: readonly string[] = []) {
  return publishDriftIssue(github.connect(), { drifts, unknown, everything: "the artefacts of run 9" });
}

test("drift opens an issue that says what drifted, attribute by attribute", async () => {
  expect(await publish([DRIFTED])).toBe("opened");

  expect(github.issues).toHaveLength(1);
  expect(github.issues[0]?.title).toBe("Drift: resources are not as deployed in event-lake-prod (2)");
  expect(github.issues[0]?.body).toContain("- block_public_policy = true\n+ block_public_policy = false");
  expect(github.issues[0]?.body).toContain("<b>deleted</b> <code>aws_cloudwatch_metric_alarm.age_5678</code>");
});

test("the next night brings the same issue up to date", async () => {
  await publish([DRIFTED]);

  expect(await publish([{ ...DRIFTED, resources: DRIFTED.resources.slice(1) }], ["event-lake-dev"])).toBe("updated");

  expect(github.issues).toHaveLength(1);
  expect(github.issues[0]?.body).not.toContain("block_public_policy");
  expect(github.issues[0]?.body).toContain("could not be planned: event-lake-dev");
});

test("the issue is closed when everything is as deployed again, and the next drift opens another", async () => {
  await publish([DRIFTED]);

  expect(await publish([CLEAN])).toBe("closed");
  expect(github.issues.map(({ state }) => state)).toEqual(["closed"]);
  expect(github.comments.map(({ body }) => body)).toEqual(["Everything is as deployed again."]);
  expect(await publish([CLEAN])).toBe("none");
  expect(await publish([DRIFTED])).toBe("opened");
});

test("the issue stays open while a stack could not be looked at", async () => {
  await publish([DRIFTED]);

  expect(await publish([], ["event-lake-prod"])).toBe("kept");

  expect(github.issues.map(({ state }) => state)).toEqual(["open"]);
});

test("neither another's issue with our marker nor a pull request of our own is taken for ours", async () => {
  github.issues.push({ number: 1, title: "theirs", body: DRIFT_MARKER, state: "open", login: "mallory" });
  github.issues.push({ number: 2, title: "ours", body: DRIFT_MARKER, state: "open", login: BOT, isPullRequest: true });

  expect(await publish([DRIFTED])).toBe("opened");

  expect(github.issues.map(({ title }) => title).slice(0, 2)).toEqual(["theirs", "ours"]);
});

test("a token that may not write issues is told which permission it needs", async () => {
  github.forbidden = /^POST \/issues$/u;

  await expect(publish([DRIFTED])).rejects.toThrow("permissions: issues: write");
});
