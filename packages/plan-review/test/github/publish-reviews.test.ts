import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { publishReviews } from "../../src/github/publish-reviews";
import type { Review } from "../../src/review";
import { reviewPlan } from "../../src/review-plan";
import { FakeGitHub, type FakeRun } from "./fake-github";

let github: FakeGitHub;
let folder: string;
beforeEach(async () => {
  github = await FakeGitHub.start();
  folder = mkdtempSync(path.join(os.tmpdir(), "plan-review-publish-"));
});
afterEach(async () => {
  await github.stop();
  rmSync(folder, { recursive: true, force: true });
});

function reviewOf(...changes: readonly object[]): Review {
  const plan = { format_version: "1.2", resource_changes: changes };
  return reviewPlan({ plan, stack: "theirs-prod", today: "2026-01-15" });
}

const BUCKET_GONE = reviewOf({
  ...{ address: "aws_s3_bucket.a", mode: "managed", type: "aws_s3_bucket", name: "a" },
  change: { actions: ["delete"], before: { bucket: "films" }, after: null },
});

/** Runs as a job of GitHub Actions would. */
function publish(event: object, reviews: readonly Review[] = [BUCKET_GONE]) {
  const file = path.join(folder, "event.json");
  writeFileSync(file, JSON.stringify(event));
  const variables = {
    ...{ GITHUB_TOKEN: "token", GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "acme/event-lake" },
    ...{ GITHUB_RUN_ID: "50", GITHUB_RUN_NUMBER: "5", GITHUB_RUN_ATTEMPT: "1", GITHUB_BASE_REF: "main" },
    ...{ GITHUB_SHA: "merge1", GITHUB_REF: "refs/pull/7/merge", GITHUB_EVENT_PATH: file },
    GITHUB_STEP_SUMMARY: path.join(folder, "summary.md"),
  };
  return publishReviews(variables, {
    reviews,
    everything: (run) => `run ${run}`,
    deployments: "deploy.yml",
  });
}

const summary = () => readFileSync(path.join(folder, "summary.md"), "utf8");
const PULL_REQUEST = { pull_request: { number: 7, head: { sha: "head1" } } };
const DEPLOYMENT: FakeRun = {
  ...{ id: 41, run_number: 12, head_sha: "older", head_branch: "main", event: "push", workflow: "deploy.yml" },
  ...{ head_repository: { full_name: "acme/event-lake" }, display_title: "Keep *events* longer", conclusion: null },
};

test("a pull request that would lose data gets its comment, its label and findings in code scanning", async () => {
  const done = await publish(PULL_REQUEST);

  expect(github.comments[0]?.body).toContain("1 store would lose data in theirs-prod");
  expect([...github.labels]).toEqual(["data-at-risk"]);
  expect(github.analyses).toEqual([
    {
      commit: "merge1",
      ref: "refs/pull/7/merge",
      sarif: expect.objectContaining({
        runs: [expect.objectContaining({ automationDetails: { id: "plan-review/theirs-prod/" } })],
      }) as unknown,
    },
  ]);
  expect(done).toEqual(["Plan comment of pull request #7: created.", "Code scanning has the findings."]);
});

test("labels follow the newest plan, and those of people stay", async () => {
  github.labels.add("urgent");
  await publish(PULL_REQUEST);
  await publish(PULL_REQUEST, [reviewOf()]);

  expect([...github.labels]).toEqual(["urgent", "no-changes"]);
});

test("a deployment that has not ended is named in the comment, and one that has ended is not", async () => {
  github.runs.push(DEPLOYMENT, { ...DEPLOYMENT, id: 40, run_number: 11, conclusion: "success" });

  await publish(PULL_REQUEST);

  expect(github.comments[0]?.body).toContain("⏳ **Not yet deployed: run 12 (Keep \\*events\\* longer).**");
  expect(github.comments[0]?.body).not.toContain("run 11");
});

test.each([
  ["a merge group", { merge_group: { head_sha: "head2" } }],
  ["a run that a person started", { inputs: {} }],
])("of %s the review is in the summary, and nothing else is written", async (_title, event) => {
  await publish(event);

  expect(summary()).toContain("1 store would lose data in theirs-prod");
  expect(github.requests).toEqual([]);
});

test("a repository without code scanning is told what is missing, and has its comment", async () => {
  github.forbidden = /sarifs/;

  const done = await publish(PULL_REQUEST);

  expect(done[1]).toContain("security-events: write");
  expect(github.comments).toHaveLength(1);
});

test("a token that may not see deployments is told of, and the review is published", async () => {
  github.forbidden = /deploy\.yml/;

  const [told] = await publish(PULL_REQUEST);

  expect(told).toContain("actions: read");
  expect(github.comments).toHaveLength(1);
});

test("what a newer run has written stays, with its labels", async () => {
  await publish(PULL_REQUEST);
  const [comment] = github.comments;
  if (comment) comment.body = comment.body.replace('"id":50', '"id":60');
  github.labels.clear();

  expect(await publish(PULL_REQUEST)).toEqual(["Plan comment of pull request #7: superseded."]);
  expect(github.labels.size).toBe(0);
});
