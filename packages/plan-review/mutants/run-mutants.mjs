// npm -w packages/plan-review run mutants [-- <text in a file's name>]
// Makes each fault of mutants.mjs in a copy of the package, and runs the tests that need no service: one of them must fail.
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";
import { mutants } from "./mutants.mjs";

const WANTED = 0.9;
const PACKAGE = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");
const ROOT = path.join(PACKAGE, "..", "..");
/** The tests that run for a fault which the golden files do not show. */
const TESTS = [
  "checks.test",
  "foreign-plans",
  "settings",
  "false-alarms",
  "verdict",
  "drift",
  "aws/",
  "plan/",
  "review-plan",
];

const copy = mkdtempSync(path.join(os.tmpdir(), "plan-review-mutants-"));
const copied = path.join(copy, "packages", "plan-review");
process.on("exit", () => rmSync(copy, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

mkdirSync(copied, { recursive: true });
for (const name of ["src", "test", "fixtures", "package.json"])
  cpSync(path.join(PACKAGE, name), path.join(copied, name), { recursive: true });
for (const name of ["jest.config.cjs", "package.json", "tsconfig.json", "test/jest"])
  cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
// What the whole repository builds before its tests, this package does not need.
writeFileSync(
  path.join(copy, "mutants.config.cjs"),
  `const { globalSetup, projects, ...config } = require("./jest.config.cjs");
   module.exports = { ...config, projects: projects.map(({ globalSetup, ...project }) => project) };`,
);
symlinkSync(path.join(ROOT, "node_modules"), path.join(copy, "node_modules"));

const [only = ""] = process.argv.slice(2);
const all = Object.entries(mutants)
  .flatMap(([file, changes]) => changes.map(([find, replace]) => ({ file, find, replace })))
  .filter(({ file }) => file.includes(only));

if (!readsAlike()) throw new Error("The golden files differ without a fault: mend them first.");
let tried = false;
const survivors = [];
for (const mutant of all) {
  const killed = isKilled(mutant);
  if (!killed) survivors.push(mutant);
  process.stdout.write(
    `${killed ? "killed  " : "SURVIVED"}  ${mutant.file}  ${shown(mutant.find)} => ${shown(mutant.replace)}\n`,
  );
  // A signal is heard between two of them.
  await new Promise((resolve) => setImmediate(resolve));
}
const share = (all.length - survivors.length) / all.length;
process.stdout.write(
  `${all.length - survivors.length} of ${all.length} killed: ${(100 * share).toFixed(1)} %, at least ${100 * WANTED} wanted.\n`,
);
process.exitCode = share >= WANTED ? 0 : 1;

/** @throws Error when the text is not there exactly once: the list is older than the code */
function isKilled({ file, find, replace }) {
  const target = path.join(copied, "src", file);
  const text = readFileSync(target, "utf8");
  if (text.split(find).length !== 2) throw new Error(`src/${file} has ${text.split(find).length - 1} times: ${find}`);
  writeFileSync(
    target,
    text.replace(find, () => replace),
  );
  try {
    if (!readsAlike()) return true;
    if (tried) return !passes();
  } finally {
    writeFileSync(target, text);
  }
  // Before the first that the golden files do not show: tests that fail anyway would kill all.
  if (!passes()) throw new Error("The tests fail without a fault: mend them first.");
  tried = true;
  return isKilled({ file, find, replace });
}

/** Whether reviewers read what golden/ says: what test/golden-findings.test.ts compares, without the start of Jest. */
function readsAlike() {
  const program = path.join(copied, "test", "golden.cjs");
  const golden = `
    import { goldenTexts } from "./golden-texts";
    import { readFileSync } from "node:fs";
    const wrong = Object.entries(goldenTexts()).some(([name, text]) => text() !== readFileSync(__dirname + "/golden/" + name, "utf8"));
    process.exitCode = wrong ? 1 : 0;`;
  try {
    buildSync({
      stdin: { contents: golden, resolveDir: path.join(copied, "test"), loader: "ts" },
      ...{ outfile: program, bundle: true, platform: "node", logLevel: "silent" },
    });
  } catch {
    return false;
  }
  return spawnSync(process.execPath, [program], { stdio: "ignore", timeout: 60_000 }).status === 0;
}

function passes() {
  const jest = path.join(ROOT, "node_modules", "jest", "bin", "jest.js");
  const patterns = TESTS.map((file) => `packages/plan-review/test/${file}`);
  const run = spawnSync(
    process.execPath,
    [jest, "--config", "mutants.config.cjs", "--selectProjects", "unit", "--bail", "--runInBand", ...patterns],
    {
      cwd: copy,
      stdio: "ignore",
      timeout: 180_000,
    },
  );
  return run.status === 0;
}

function shown(text) {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}...` : text);
}
