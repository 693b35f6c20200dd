import { type ApplyResult, publishApplyReport, readApplyResult } from "../../src/github/apply-result";
import { FakeGitHub } from "./fake-github";

let github: FakeGitHub;
beforeEach(async () => {
  github = await FakeGitHub.start();
});
afterEach(async () => {
  await github.stop();
});

const DEV: ApplyResult = { version: 1, stack: "lake-dev", outcome: "applied", changed: 3 };
const REFUSED: ApplyResult = {
  ...{ version: 1, stack: "lake-staging", outcome: "refused" },
  reason: "Nothing was applied: the plan is not the plan that was reviewed.\n  new: create aws_sqs_queue.audit",
};

test("what became of a merge is said in its pull request, and edited by the next run", async () => {
  const report = { results: [DEV, REFUSED], notReached: ["lake-prod"], run: 12 };

  expect(await publishApplyReport(github.connect(), 7, report)).toBe("created");
  const [comment] = github.comments;
  expect(comment?.body).toContain("## ⛔ Not applied: lake-staging, lake-prod");
  expect(comment?.body).toContain("| lake-dev | **applied**, 3 resources changed |");
  expect(comment?.body).toContain("| lake-prod | not come to |");
  expect(comment?.body).toContain("  new: create aws_sqs_queue.audit");
  expect(comment?.body).toContain("plan what is merged again");

  const after = { results: [DEV, { ...DEV, stack: "lake-staging", changed: 1 }], notReached: [], run: 13 };
  expect(await publishApplyReport(github.connect(), 7, after)).toBe("updated");
  expect(github.comments).toHaveLength(1);
  expect(comment?.body).toContain("## ✅ Applied");
  expect(comment?.body).toContain("1 resource changed");
  expect(comment?.body).not.toContain("What to do");
});

test("an apply that failed says where to look, and nothing of what it printed", async () => {
  const failed: ApplyResult = { version: 1, stack: "lake-dev", outcome: "failed" };

  await publishApplyReport(github.connect(), 7, { results: [failed], notReached: [], run: 12 });

  expect(github.comments[0]?.body).toContain("**failed**: see the log of the run");
});

test("a comment by somebody else with our marker is not edited", async () => {
  github.addComment("<!-- event-lake-apply -->", "mallory");

  expect(await publishApplyReport(github.connect(), 7, { results: [DEV], notReached: [], run: 12 })).toBe("created");
});

test("a result of another shape is refused by its file", () => {
  expect(() => readApplyResult('{"version":2}', "applied/apply.json")).toThrow(
    "applied/apply.json is not the result of an apply",
  );
});
