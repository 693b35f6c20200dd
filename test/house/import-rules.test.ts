import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const PROJECT = path.join(__dirname, "..", "..");

const SHAPE = "export interface Shape { readonly size: number }\nexport const shape: Shape = { size: 1 };\n";

/** A repository in small: each room with one file that imports nothing. */
const QUIET_FILES = [
  "main.ts",
  "environments/index.ts",
  "events/index.ts",
  "stacks/index.ts",
  "modules/curation/index.ts",
  "modules/input-rules/rule.ts",
  "lambda-src/interface.ts",
  "lambda-src/deduplicate/index.ts",
  "packages/aws-rights/src/index.ts",
  "packages/aws-rights/src/policies/policy.ts",
  "packages/plan-review/src/index.ts",
  "packages/local-cloud/src/index.ts",
  "packages/local-cloud/test/cloud.ts",
  "tools/demo/index.ts",
  "test/lake.ts",
];

/** Each is one file with one import, which the named rule must refuse. */
const FORBIDDEN = [
  { rule: "main.ts", from: "main.ts", imports: "./modules/curation" },
  { rule: "environments/", from: "environments/one.ts", imports: "../modules/curation" },
  { rule: "environments/", from: "environments/two.ts", imports: "../stacks" },
  { rule: "events/", from: "events/one.ts", imports: "../stacks" },
  { rule: "events/", from: "events/two.ts", imports: "../lambda-src/deduplicate" },
  { rule: "stacks/", from: "stacks/one.ts", imports: "../lambda-src/deduplicate" },
  { rule: "stacks/", from: "stacks/two.ts", imports: "../events" },
  { rule: "stacks-take-types-of-environments", from: "stacks/three.ts", imports: "../environments" },
  { rule: "modules/", from: "modules/one.ts", imports: "../lambda-src/deduplicate" },
  { rule: "modules/", from: "modules/two.ts", imports: "../events" },
  { rule: "modules/", from: "modules/three.ts", imports: "../environments" },
  { rule: "modules/", from: "modules/four.ts", imports: "@event-lake/plan-review" },
  { rule: "lambda-src/", from: "lambda-src/one.ts", imports: "../modules/curation" },
  { rule: "packages/*/", from: "packages/aws-rights/src/one.ts", imports: "@event-lake/local-cloud" },
  { rule: "packages/*/", from: "packages/aws-rights/src/two.ts", imports: "../../../modules/curation" },
  { rule: "packages/*/", from: "packages/plan-review/src/one.ts", imports: "@event-lake/aws-rights" },
  { rule: "packages/*/", from: "packages/plan-review/test/one.ts", imports: "../../../lambda-src/interface" },
  { rule: "packages/local-cloud/", from: "packages/local-cloud/src/one.ts", imports: "../../../tools/demo" },
  { rule: "packages/local-cloud/", from: "packages/local-cloud/src/two.ts", imports: "@event-lake/plan-review" },
  {
    rule: "packages/local-cloud/",
    from: "packages/local-cloud/src/three.ts",
    imports: "../../aws-rights/src/policies/policy",
  },
  { rule: "tools/", from: "tools/one.ts", imports: "../test/lake" },
  { rule: "only-tests-import-tests", from: "tools/two.ts", imports: "../packages/local-cloud/test/cloud" },
  { rule: "declared-dependencies", from: "modules/six.ts", imports: "fast-check" },
  { rule: "libraries-of-the-function", from: "lambda-src/two.ts", imports: "zod" },
  { rule: "libraries-of-the-function", from: "lambda-src/three.ts", imports: "fast-check" },
  { rule: "no-provider-barrel", from: "modules/five.ts", imports: "@cdktf/provider-aws" },
  { rule: "no-unresolved", from: "test/one.ts", imports: "./nowhere" },
];

const ALLOWED = [
  { from: "stacks/allowed.ts", text: 'import type { Shape } from "../environments";\nexport type Its = Shape;\n' },
  { from: "environments/allowed.ts", text: 'export { shape } from "../modules/input-rules/rule";\n' },
  { from: "modules/allowed.ts", text: 'export { shape } from "../lambda-src/interface";\n' },
  { from: "packages/local-cloud/src/allowed.ts", text: 'export { shape } from "@event-lake/aws-rights";\n' },
  { from: "packages/local-cloud/test/allowed.ts", text: 'export { shape } from "../src";\n' },
  { from: "tools/allowed.ts", text: 'export { shape } from "@event-lake/local-cloud";\n' },
  { from: "test/allowed.ts", text: 'export { shape } from "../tools/demo";\n' },
];

const TYPE_CYCLE = [
  { from: "modules/left.ts", text: 'import type { Right } from "./right";\nexport interface Left { right?: Right }\n' },
  { from: "modules/right.ts", text: 'import type { Left } from "./left";\nexport interface Right { left?: Left }\n' },
];

interface Lint {
  readonly violations: readonly {
    readonly from: string;
    readonly to: string;
    readonly rule: { readonly name: string };
  }[];
  readonly ruleSetUsed: { readonly forbidden: readonly { readonly name: string; readonly comment: string }[] };
}

/** What the command of `npm run lint` says of a repository with these files. */
function lintImports(files: readonly { readonly from: string; readonly text: string }[]): Lint {
  const folder = mkdtempSync(path.join(tmpdir(), "import-rules-"));
  try {
    for (const { from, text } of files) {
      mkdirSync(path.join(folder, path.dirname(from)), { recursive: true });
      writeFileSync(path.join(folder, from), text);
    }
    for (const file of [".dependency-cruiser.cjs", "tsconfig.json", "package.json"])
      cpSync(path.join(PROJECT, file), path.join(folder, file));
    symlinkSync(path.join(PROJECT, "node_modules"), path.join(folder, "node_modules"));

    const run = spawnSync("npx", ["depcruise", ".", "--output-type", "json"], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 2 ** 26,
    });
    return (JSON.parse(run.stdout) as { summary: Lint }).summary;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const lint = lintImports([
  ...QUIET_FILES.map((from) => ({ from, text: SHAPE })),
  ...FORBIDDEN.map(({ from, imports }) => ({
    from,
    text: `import { shape } from "${imports}";\nexport default shape;\n`,
  })),
  ...ALLOWED,
  ...TYPE_CYCLE,
]);

test.each(FORBIDDEN)("$from may not import $imports", ({ rule, from }) => {
  expect(
    lint.violations.filter((violation) => violation.from === from).map((violation) => violation.rule.name),
  ).toContain(rule);
});

test.each(ALLOWED)("$from may have its import", ({ from }) => {
  expect(lint.violations.filter((violation) => violation.from === from)).toEqual([]);
});

test("files that import no more than each other's types are a cycle", () => {
  expect(lint.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toContain(
    "no-cycle: modules/left.ts -> modules/right.ts",
  );
});

test("each rule has an import here that it refuses", () => {
  const tried = new Set(["no-cycle", ...FORBIDDEN.map(({ rule }) => rule)]);

  expect(lint.ruleSetUsed.forbidden.map(({ name }) => name).filter((name) => !tried.has(name))).toEqual([]);
});

test("the table of docs/architecture.md says what the rules allow", () => {
  const page = readFileSync(path.join(PROJECT, "docs", "architecture.md"), "utf8").replaceAll("`", "");
  const table = [...page.matchAll(/^\| (\S+) +\|[^|]*\| (.*?) *\|$/gmu)].map(
    ([, room, mayImport]) => `${room ?? ""} may import ${mayImport ?? ""}`,
  );

  const rules = lint.ruleSetUsed.forbidden.filter(({ comment }) => comment.startsWith("may import "));
  expect(table).toEqual(expect.arrayContaining(rules.map(({ name, comment }) => `${name} ${comment}`)));
});
