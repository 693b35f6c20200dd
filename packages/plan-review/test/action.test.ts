import { execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { FakeGitHub } from "./github/fake-github";

const PACKAGE = path.join(__dirname, "..");
const DEFINITION = readFileSync(path.join(PACKAGE, "action.yml"), "utf8");
const HALF_A_MINUTE = 30_000;

let github: FakeGitHub;
let folder: string;
beforeEach(async () => {
  github = await FakeGitHub.start();
  folder = mkdtempSync(path.join(os.tmpdir(), "plan-review-action-"));
  // As GitHub has it: the folder of the action as it is committed, without node_modules.
  mkdirSync(path.join(folder, "action"));
  cpSync(path.join(PACKAGE, "action", "index.js"), path.join(folder, "action", "index.js"));
});
afterEach(async () => {
  await github.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What GitHub gives an action for the inputs that a workflow leaves out. */
function defaults(): Readonly<Record<string, string>> {
  const [, inputs = ""] = /^inputs:\n((?: {2}.*\n|\n)*)/mu.exec(DEFINITION) ?? [];
  const named = [...inputs.matchAll(/^ {2}([\w-]+):\n((?: {4}.*\n)*)/gmu)];
  return Object.fromEntries(
    named.map(([, name = "", body = ""]) => {
      const value = /^ {4}default: "?([^"\n]*)"?$/mu.exec(body)?.[1] ?? "";
      return [`INPUT_${name.toUpperCase()}`, value.replace("${{ github.token }}", "token")];
    }),
  );
}

interface Ran {
  readonly exitCode: number | null;
  readonly output: string;
  readonly outputs: string;
  readonly summary: string;
}

/** Runs the bundle as a job does, in an empty workspace beside it. */
async function run(event: object, inputs: Readonly<Record<string, string>>): Promise<Ran> {
  const file = (name: string, text = "") => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const outputs = file("outputs.txt");
  const summary = file("summary.md");
  const child = spawn(process.execPath, [path.join(folder, "action", "index.js")], {
    cwd: folder,
    env: {
      PATH: process.env["PATH"],
      ...{ GITHUB_API_URL: github.url, GITHUB_REPOSITORY: "acme/event-lake", GITHUB_BASE_REF: "main" },
      ...{ GITHUB_RUN_ID: "50", GITHUB_RUN_NUMBER: "5", GITHUB_RUN_ATTEMPT: "1" },
      ...{ GITHUB_SHA: "merge1", GITHUB_REF: "refs/pull/7/merge" },
      ...{ GITHUB_EVENT_PATH: file("event.json", JSON.stringify(event)) },
      ...{ GITHUB_STEP_SUMMARY: summary, GITHUB_OUTPUT: outputs },
      ...defaults(),
      ...Object.fromEntries(Object.entries(inputs).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
    },
  });
  const chunks: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => chunks.push(chunk));
  const exitCode = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const read = (name: string) => readFileSync(name, "utf8");
  return { exitCode, output: Buffer.concat(chunks).toString(), outputs: read(outputs), summary: read(summary) };
}

function plan(name: string): string {
  return path.join(PACKAGE, "fixtures", "foreign", `${name}.json`);
}

const PULL_REQUEST = { pull_request: { number: 7, head: { sha: "head1" } } };

test("the committed bundle is what the code makes", () => {
  const fresh = path.join(folder, "fresh.js");
  execFileSync(process.execPath, ["build-action.mjs", fresh], { cwd: PACKAGE });

  const same = readFileSync(fresh).equals(readFileSync(path.join(PACKAGE, "action", "index.js")));
  // Not compared as text: the difference would be a page of it.
  expect(same ? "fresh" : "stale: npm -w packages/plan-review run build:action").toBe("fresh");
});

test("what action.yml runs is the bundle, on a Node that GitHub has", () => {
  expect(DEFINITION).toMatch(/^runs:\n {2}using: node24\n {2}main: action\/index\.js$/mu);
  expect(Object.keys(defaults())).toContain("INPUT_CODE-SCANNING");
});

test(
  "of a pull request, plans become one comment, labels and findings, and a store that would go stops the job",
  async () => {
    const ran = await run(PULL_REQUEST, { plans: `${plan("azure-destroy")}\n${plan("move-update")}\n` });

    expect(ran.exitCode).toBe(1);
    expect(ran.output).toContain("::error::Do not apply: 1 store would lose data in azure-destroy");
    expect(github.comments[0]?.body).toContain("azurerm_mssql_database.a");
    expect([...github.labels]).toEqual(["data-at-risk"]);
    expect(github.analyses).toHaveLength(2);
    expect(ran.outputs).toBe(
      `verdict=objection\nexit-code=3\nstores-at-risk=1\noutput=${path.join(folder, "plan-review")}\n`,
    );
    const [review] = [readFileSync(path.join(folder, "plan-review", "azure-destroy", "review.md"), "utf8")];
    expect(review).toContain("Do not apply");
  },
  HALF_A_MINUTE,
);

test(
  "of a merge group, and of a run that a person started, the summary has the review",
  async () => {
    const merged = await run({ merge_group: { head_sha: "head2" } }, { plans: plan("move-update") });
    const started = await run({ inputs: {} }, { plans: plan("azure-destroy"), fail: "false" });

    expect(merged).toMatchObject({ exitCode: 0, summary: expect.stringContaining("No objection") as string });
    expect(started).toMatchObject({ exitCode: 0, summary: expect.stringContaining("Do not apply") as string });
    expect(github.requests).toEqual([]);
  },
  HALF_A_MINUTE,
);

test(
  "a token that may only read, as a fork's, is warned of, and the plan is judged all the same",
  async () => {
    github.forbidden = /POST/;

    const ran = await run(PULL_REQUEST, { plans: plan("move-update") });

    expect(ran.output).toContain("::warning::GitHub does not let this token comment on the pull request");
    expect(ran.exitCode).toBe(0);
    expect(ran.summary).toContain("No objection");
  },
  HALF_A_MINUTE,
);

test.each([
  ["no plan", {}, "The input `plans` names no file"],
  ["a file that is no plan", { plans: path.join(PACKAGE, "package.json") }, "it has no format_version"],
])(
  "%s is an error of one line",
  async (_title, inputs, message) => {
    const ran = await run(PULL_REQUEST, inputs);

    expect(ran).toMatchObject({ exitCode: 1, output: expect.stringContaining(message) as string });
    expect(ran.output).toMatch(/^::error::.*\n$/u);
  },
  HALF_A_MINUTE,
);
