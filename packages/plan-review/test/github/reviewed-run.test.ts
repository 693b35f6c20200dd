import { reviewedRun } from "../../src/github/reviewed-run";
import { FakeGitHub } from "./fake-github";

let github: FakeGitHub;
beforeEach(async () => {
  github = await FakeGitHub.start();
});
afterEach(async () => {
  await github.stop();
});

const MERGED = { number: 7, merge_commit_sha: "aaa111", merged_at: "2026-11-24T10:00:00Z", head: { sha: "bbb222" } };
const PLANNED = {
  id: 50,
  head_sha: "bbb222",
  workflow: "pull-request.yml",
  event: "pull_request",
  conclusion: "success",
};

test("the newest run that succeeded on the head of the merged pull request is found", async () => {
  github.pullRequests.push({ ...MERGED, number: 6, merge_commit_sha: "other" }, MERGED);
  github.runs.push(PLANNED, { ...PLANNED, id: 52 }, { ...PLANNED, id: 99, head_sha: "other" });

  expect(await reviewedRun(github.connect(), "aaa111", "pull-request.yml")).toEqual({ pullRequest: 7, runId: 52 });
});

test("a commit that no pull request brought in has no reviewed plan", async () => {
  github.pullRequests.push({ ...MERGED, merged_at: null });

  await expect(reviewedRun(github.connect(), "aaa111", "pull-request.yml")).rejects.toThrow(
    "Commit aaa111 was not merged by a pull request, so nobody has reviewed its plan.",
  );
});

test("a run with an objection does not count", async () => {
  github.pullRequests.push(MERGED);
  github.runs.push({ ...PLANNED, conclusion: "failure" });

  await expect(reviewedRun(github.connect(), "aaa111", "pull-request.yml")).rejects.toThrow(
    "No run of pull-request.yml succeeded on bbb222, the head of pull request #7",
  );
});
