import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type Drift, reviewPlan, writeReviewDocument } from "@event-lake/plan-review";
import { FakeGitHub } from "../../packages/plan-review/test/github/fake-github";
import { planOf } from "../../packages/plan-review/test/reviewed-case";
import { runProgram } from "./run-command";
import { ScratchProject } from "./scratch-project";

const MINUTE = 60_000;
const HEAD = "5f1c7b0a9d2e4f6a8b0c1d3e5f7a9b2c4d6e8f01";

let project: ScratchProject;
let folder: string;
let github: FakeGitHub;

beforeAll(() => {
  project = new ScratchProject("github-commands");
});

afterAll(() => {
  project.remove();
});

beforeEach(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-github-"));
  github = await FakeGitHub.start();
});

afterEach(async () => {
  await github.stop();
  rmSync(folder, { recursive: true, force: true });
});

function write(file: string, text: string): string {
  const name = path.join(folder, file);
  mkdirSync(path.dirname(name), { recursive: true });
  writeFileSync(name, text);
  return name;
}

/** One of the commands of the workflows, with the variables that GitHub gives a job. */
function run(command: string, args: readonly string[], runId = 50) {
  return runProgram(project.folder, "tools/plan/github-commands.ts", [command, ...args], {
    env: {
      GITHUB_TOKEN: "token",
      GITHUB_API_URL: github.url,
      GITHUB_REPOSITORY: "acme/event-lake",
      GITHUB_RUN_ID: String(runId),
      GITHUB_RUN_NUMBER: String(runId),
      GITHUB_RUN_ATTEMPT: "1",
      GITHUB_EVENT_PATH: write("event.json", JSON.stringify({ pull_request: { number: 7, head: { sha: HEAD } } })),
      ...{ GITHUB_SHA: "ccc333", GITHUB_REF: "refs/pull/7/merge", GITHUB_BASE_REF: "main" },
      GITHUB_STEP_SUMMARY: path.join(folder, "summary.md"),
      GITHUB_OUTPUT: path.join(folder, "output.txt"),
    },
  });
}

test(
  "the plans of a pull request become one comment and the job's summary, and the next run edits the comment",
  async () => {
    const review = reviewPlan({
      plan: planOf({ name: "stream-name-changed" }),
      stack: "event-lake-dev",
      today: "2026-11-24",
    });
    write("reviews/plan-dev/review.json", writeReviewDocument({ version: 1, review }));
    const args = ["--reviews", path.join(folder, "reviews"), "--environments", "dev", "staging"];

    const first = await run("comment", args);

    expect(first).toMatchObject({ exitCode: 0 });
    expect(github.comments).toHaveLength(1);
    const [comment] = github.comments;
    expect(comment?.body).toContain("Do not apply: 1 store would lose data in event-lake-dev");
    expect(comment?.body).toContain("event-lake-staging");
    expect(readFileSync(path.join(folder, "summary.md"), "utf8")).toContain("Do not apply");

    expect(await run("comment", args, 51)).toMatchObject({ exitCode: 0 });
    expect(github.comments).toEqual([comment]);
    expect(comment?.body).toContain("51");
  },
  MINUTE,
);

test(
  "a token that may not write gets an error that names the permission, and the summary has the review all the same",
  async () => {
    github.forbidden = /POST .*comments/;
    const review = reviewPlan({
      plan: planOf({ name: "stream-name-changed" }),
      stack: "event-lake-dev",
      today: "2026-11-24",
    });
    write("reviews/review.json", writeReviewDocument({ version: 1, review }));

    const { exitCode, output } = await run("comment", ["--reviews", path.join(folder, "reviews")]);

    expect(exitCode).toBe(1);
    expect(output).toContain("pull-requests: write");
    expect(readFileSync(path.join(folder, "summary.md"), "utf8")).toContain("Do not apply");
  },
  MINUTE,
);

test(
  "a merge finds the run whose plans were reviewed, and hands its id to the steps that apply them",
  async () => {
    const repository = { full_name: "acme/event-lake" };
    github.pullRequests.push({
      number: 7,
      merge_commit_sha: "aaa111",
      merged_at: "2026-11-24T10:00:00Z",
      base: { ref: "main" },
      head: { sha: HEAD, ref: "change", repo: repository },
    });
    const planned = {
      id: 41,
      head_sha: HEAD,
      head_branch: "change",
      head_repository: repository,
      display_title: "#7 into main: A change",
      workflow: "pull-request.yml",
      event: "pull_request",
      conclusion: "success",
    };
    github.runs.push(planned, { ...planned, id: 42, display_title: "#8 into attic: The same commit" });
    const args = ["--commit", "aaa111", "--branch"];

    expect(await run("reviewed-run", [...args, "main"])).toMatchObject({ exitCode: 0 });
    const refused = await run("reviewed-run", [...args, "attic"]);

    expect(readFileSync(path.join(folder, "output.txt"), "utf8")).toBe("run-id=41\npull-request=7\n");
    expect(refused).toMatchObject({ exitCode: 1 });
    expect(refused.output).toContain("was not merged into attic by a pull request");
  },
  MINUTE,
);

test(
  "a run in which a person had main planned again is handed on, and what became of the apply is said in the pull request",
  async () => {
    github.runs.push({
      ...{ id: 70, head_sha: HEAD, head_branch: "main", head_repository: { full_name: "acme/event-lake" } },
      ...{ display_title: "workflow_dispatch of main", workflow: "pull-request.yml", event: "workflow_dispatch" },
      conclusion: "success",
    });
    const args = ["--commit", "aaa111", "--branch", "main", "--run"];

    expect(await run("reviewed-run", [...args, "70"])).toMatchObject({ exitCode: 0 });
    expect((await run("reviewed-run", [...args, "seventy"])).output).toContain("It must be a number");

    expect(readFileSync(path.join(folder, "output.txt"), "utf8")).toBe("run-id=70\n");
    write(
      "applied/applied-dev/apply.json",
      JSON.stringify({ version: 1, stack: "event-lake-dev", outcome: "applied", changed: 2 }),
    );
    const report = [
      "--results",
      path.join(folder, "applied"),
      "--environments",
      "dev",
      "staging",
      "--pull-request",
      "7",
    ];
    expect(await run("apply-report", report)).toMatchObject({ exitCode: 0 });
    expect(github.comments[0]?.body).toContain("| event-lake-dev | **applied**, 2 resources changed |");
    expect(github.comments[0]?.body).toContain("| event-lake-staging | not come to |");
  },
  MINUTE,
);

test(
  "drift opens one issue that says what drifted, and the issue is closed when nothing drifts any more",
  async () => {
    const drifted: Drift = {
      version: 1,
      stack: "event-lake-dev",
      resources: [
        {
          address: "aws_sqs_queue.events_quarantine_11B2",
          deleted: false,
          attributes: [{ attribute: "message_retention_seconds", before: "1209600", after: "3600" }],
        },
      ],
    };
    const args = ["--drifts", path.join(folder, "drifts"), "--environments", "dev"];
    write("drifts/dev/drift.json", JSON.stringify(drifted));
    expect(await run("drift-issue", args)).toMatchObject({ exitCode: 0 });
    expect(github.issues).toEqual([expect.objectContaining({ state: "open" })]);
    expect(github.issues[0]?.body).toContain("message_retention_seconds");

    write("drifts/dev/drift.json", JSON.stringify({ ...drifted, resources: [] }));
    expect(await run("drift-issue", args, 51)).toMatchObject({ exitCode: 0 });

    expect(github.issues).toEqual([expect.objectContaining({ state: "closed" })]);
  },
  MINUTE,
);
