import { plannedAgain, reviewedRun } from "../../src/github/reviewed-run";
import { FakeGitHub, type FakePullRequest, type FakeRun } from "./fake-github";

let github: FakeGitHub;
beforeEach(async () => {
  github = await FakeGitHub.start();
});
afterEach(async () => {
  await github.stop();
});

const OWN = { full_name: "acme/event-lake" };
const FORK = { full_name: "mallory/event-lake" };

const MERGED: FakePullRequest = {
  number: 7,
  merge_commit_sha: "aaa111",
  merged_at: "2026-11-24T10:00:00Z",
  base: { ref: "main" },
  head: { sha: "bbb222", ref: "longer-retention", repo: OWN },
};
const PLANNED: FakeRun = {
  id: 50,
  head_sha: "bbb222",
  head_branch: "longer-retention",
  head_repository: OWN,
  display_title: "#7 into main: Keep events longer",
  workflow: "pull-request.yml",
  event: "pull_request",
  conclusion: "success",
};

function find() {
  return reviewedRun(github.connect(), { commit: "aaa111", branch: "main", workflow: "pull-request.yml" });
}

test("the newest run that succeeded on the head of the merged pull request is found", async () => {
  github.pullRequests.push({ ...MERGED, number: 6, merge_commit_sha: "other" }, MERGED);
  github.runs.push(PLANNED, { ...PLANNED, id: 52 }, { ...PLANNED, id: 99, head_sha: "other" });

  expect(await find()).toEqual({ pullRequest: 7, runId: 52 });
});

test.each<[whose: string, run: Partial<FakeRun>]>([
  ["another pull request with the same commit", { display_title: "#8 into main: Keep events longer" }],
  ["a pull request with a longer number", { display_title: "#77 into main: Keep events longer" }],
  ["another base", { display_title: "#7 into attic: Keep events longer" }],
  ["a base whose name only begins alike", { display_title: "#7 into main-old: Keep events longer" }],
  ["a pull request whose title pretends", { display_title: "#8 into attic: #7 into main: Keep events longer" }],
  ["another branch with the same commit", { head_branch: "other" }],
  ["a fork with the same commit and branch", { head_repository: FORK }],
  ["another commit", { head_sha: "ccc333" }],
  ["another workflow", { workflow: "other.yml" }],
  ["a push", { event: "push" }],
  ["the same, but with an objection", { conclusion: "failure" }],
])("a newer run of %s does not count", async (_, other) => {
  github.pullRequests.push(MERGED);
  const poisoned = { ...PLANNED, ...other, id: 99 };

  github.runs.push(poisoned);
  await expect(find()).rejects.toThrow(
    "No run of pull-request.yml succeeded for pull request #7 into main on bbb222, its head",
  );

  github.runs.push(PLANNED);
  expect(await find()).toEqual({ pullRequest: 7, runId: 50 });
});

test.each([
  ["was not merged", { ...MERGED, merged_at: null }],
  ["was merged into another branch, which somebody pushed to main", { ...MERGED, base: { ref: "attic" } }],
  ["has another merge commit", { ...MERGED, merge_commit_sha: "bbb222" }],
])("a commit whose pull request %s has no reviewed plan", async (_, pullRequest) => {
  github.pullRequests.push(pullRequest);
  github.runs.push(PLANNED);

  await expect(find()).rejects.toThrow(
    "Commit aaa111 was not merged into main by a pull request, so nobody has reviewed its plan.",
  );
});

test.each([
  ["mallory/event-lake", FORK],
  ["a repository that is gone", null],
])("what came from a fork, %s, was not planned", async (name, repo) => {
  github.pullRequests.push({ ...MERGED, head: { ...MERGED.head, repo } });
  github.runs.push({ ...PLANNED, head_repository: FORK });

  await expect(find()).rejects.toThrow(`Pull request #7 came from ${name}`);
});

const AGAIN: FakeRun = {
  ...PLANNED,
  ...{ id: 70, head_sha: "ccc333", head_branch: "main", display_title: "workflow_dispatch of main" },
  event: "workflow_dispatch",
};
const again = (run: number) => plannedAgain(github.connect(), { run, branch: "main", workflow: "pull-request.yml" });

test("a run in which a person had the branch planned again is taken", async () => {
  github.runs.push(AGAIN);

  expect(await again(70)).toBe(70);
});

test.each<[string, Partial<FakeRun>, string]>([
  ["of another branch", { head_branch: "longer-retention" }, "branch: longer-retention, must be main"],
  ["of a fork", { head_repository: FORK }, "repository: mallory/event-lake, must be acme/event-lake"],
  ["of another workflow", { workflow: "other.yml" }, "workflow: .github/workflows/other.yml, must be"],
  ["of a pull request", { event: "pull_request" }, "event: pull_request, must be workflow_dispatch"],
  ["that failed", { conclusion: "failure" }, "conclusion: failure, must be success"],
  ["that has not ended", { conclusion: null }, "conclusion: none, must be success"],
])("a run %s is refused with the reason", async (_title, other, reason) => {
  github.runs.push({ ...AGAIN, ...other });

  await expect(again(70)).rejects.toThrow(reason);
});
