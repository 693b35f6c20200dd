import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const PACKAGE = path.join(__dirname, "..", "..");
const PLANS = path.join(PACKAGE, "fixtures", "plans");
const MINUTES = 60_000;

let root: string;
let consumer: string;

/** Packs a copy, as npm does it for a registry, and installs it in an empty folder. */
beforeAll(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "plan-review-package-"));
  const copy = path.join(root, "packages", "plan-review");
  for (const name of ["src", "package.json", "tsconfig.build.json", "README.md"]) {
    cpSync(path.join(PACKAGE, name), path.join(copy, name), { recursive: true });
  }
  cpSync(path.join(PACKAGE, "..", "..", "tsconfig.json"), path.join(root, "tsconfig.json"));
  symlinkSync(path.join(PACKAGE, "..", "..", "node_modules"), path.join(root, "node_modules"));
  execFileSync("npm", ["pack", "--silent", "--pack-destination", root], { cwd: copy });
  consumer = path.join(root, "consumer");
  mkdirSync(consumer);
  writeFileSync(path.join(consumer, "package.json"), "{}");
  const tarball = path.join(root, "event-lake-plan-review-0.1.0.tgz");
  execFileSync("npm", ["install", "--silent", "--no-audit", "--no-fund", tarball], { cwd: consumer });
}, 5 * MINUTES);

afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

function planReview(args: readonly string[], input = "") {
  const command = path.join(consumer, "node_modules", ".bin", "plan-review");
  const run = spawnSync(command, args, {
    cwd: consumer,
    input,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  return { exitCode: run.status, output: run.stdout, errors: run.stderr };
}

function plan(name: string): string {
  return path.join(PLANS, `${name}.json`);
}

test("a plan that replaces a stream needs acknowledgement, and its review is written for programs and people", () => {
  const { exitCode, output } = planReview([plan("stream-name-changed"), "--name", "dev", "--output", "reviews"]);

  expect(output).toContain("Do not apply: 1 store would lose data in dev");
  expect(exitCode).toBe(3);
  for (const file of ["review.json", "review.md", "review.sarif"]) {
    expect(existsSync(path.join(consumer, "reviews", file))).toBe(true);
  }
});

test("what a person has accepted is no objection any more", () => {
  const { output: objection } = planReview([plan("stream-name-changed")]);
  const entry = JSON.parse(/^ *(\{"stack".*\})$/mu.exec(objection)?.[1] ?? "{}") as object;
  const said = { reason: "Nobody sends events to it yet.", expires: "2999-12-31", by: "dana" };
  writeFileSync(path.join(consumer, "accepted.json"), JSON.stringify([{ ...entry, ...said }]));

  const { exitCode, output } = planReview([plan("stream-name-changed"), "--acknowledgements", "accepted.json"]);

  expect(output).toContain("accepted by dana until 2999-12-31");
  expect(exitCode).toBe(2);
});

test("a plan is read from standard input", () => {
  const { exitCode, output } = planReview(["-"], readFileSync(plan("stream-tagged"), "utf8"));

  expect(output).toContain("No objection: 2 resources change in plan");
  expect(exitCode).toBe(2);
});

test("several plans are reviewed under the names of their files, and the most serious verdict is the exit code", () => {
  const files = [plan("stream-name-changed"), plan("stream-tagged")];

  const { exitCode, output } = planReview([...files, "--output", "all"]);

  expect(output).toMatch(/stream-name-changed: Do not apply[^]*stream-tagged: No objection/u);
  expect(exitCode).toBe(3);
  expect(existsSync(path.join(consumer, "all", "stream-tagged", "review.md"))).toBe(true);
});

test.each([
  ["no file", ["absent.json"], "absent.json cannot be read as JSON"],
  ["no plan", ["package.json"], "This is not the JSON of a Terraform plan"],
  ["one name for two plans", [plan("stream-tagged"), plan("stream-gets-a-key"), "--name", "dev"], "about one plan"],
])("%s is an error that says what to do", (_, args, message) => {
  const { exitCode, errors } = planReview(args);

  expect(errors).toContain(message);
  expect(exitCode).toBe(1);
});

test("a program finds the review, the prices, Terraform and GitHub under the names that the package exports", () => {
  const program = `
    const { reviewPlan } = require("@event-lake/plan-review");
    const { KINESIS_PRICES } = require("@event-lake/plan-review/costs/prices");
    const { Terraform } = require("@event-lake/plan-review/terraform");
    const { connect } = require("@event-lake/plan-review/github");
    console.log(typeof reviewPlan, KINESIS_PRICES.region, typeof Terraform, typeof connect);`;

  const printed = execFileSync(process.execPath, ["--eval", program], { cwd: consumer, encoding: "utf8" });

  expect(printed).toBe("function us-east-1 function function\n");
});
