import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { planCases } from "../fixtures/cases/plan-cases";
import { writeComment } from "../src/comment/write-comment";
import type { Evidence, Review, ReviewedFinding } from "../src/review";
import { reviewPlan } from "../src/review-plan";
import { verdictText } from "../src/verdict";
import { reviewCase } from "./reviewed-case";

const GOLDEN = path.join(__dirname, "golden");
const FOREIGN = path.join(__dirname, "../fixtures/foreign");

/** Compares with a file of golden/; UPDATE_GOLDEN=1 writes it, and git shows what that changed. */
function expectGolden(name: string, text: string): void {
  const file = path.join(GOLDEN, name);
  if (process.env["UPDATE_GOLDEN"] === "1") {
    mkdirSync(GOLDEN, { recursive: true });
    writeFileSync(file, text);
  }
  expect(text).toBe(readFileSync(file, "utf8"));
}

/** All that a reviewer reads of a plan, but for the layout. */
function said(title: string, review: Review): string {
  return [`# ${title}: ${verdictText([review])}`, ...review.findings.map(findingText)].join("\n\n");
}

function findingText(finding: ReviewedFinding): string {
  const { severity, topic, check, address, constructPath, summary, evidence, data, remedy } = finding;
  return [
    `${severity} ${topic} ${check} ${address}${constructPath === undefined ? "" : ` (${constructPath})`}`,
    `  ${summary}`,
    ...evidence.map(evidenceText),
    ...(data === undefined ? [] : [`  holds: ${data.holds}`, `  lost: ${data.lost}`, `  recovery: ${data.recovery}`]),
    `  instead: ${remedy}`,
  ].join("\n");
}

function evidenceText({ attribute, before = "none", after = "none" }: Evidence): string {
  return `  - ${attribute}: ${before} -> ${after}`;
}

const foreignPlan = (name: string) => JSON.parse(readFileSync(path.join(FOREIGN, `${name}.json`), "utf8")) as unknown;
const reviewForeign = (name: string, more: object = {}) =>
  reviewPlan({ plan: foreignPlan(name), stack: name, today: "2026-01-15", ...more });

test.each(planCases)("what the cases of $check say, word for word", ({ check, cases }) => {
  const texts = cases.map((planCase) => said(planCase.name, reviewCase(planCase)));

  expectGolden(`${check}.txt`, `${texts.join("\n\n\n")}\n`);
});

test("what foreign plans say, word for word", () => {
  const names = readdirSync(FOREIGN).map((file) => path.basename(file, ".json"));

  const texts = names.sort().map((name) => said(name, reviewForeign(name)));
  expectGolden("foreign-plans.txt", `${texts.join("\n\n\n")}\n`);
});

/** Comments of whole plans: what somebody sees who has ten seconds. */
const COMMENTS: Readonly<Record<string, () => readonly Review[]>> = {
  "comment-foreign": () => ["azure-destroy", "count-shift", "sg-open"].map((name) => reviewForeign(name)),
  "comment-incomplete": () => {
    const plan = { ...(foreignPlan("azure-destroy") as object), errored: true };
    const errors = [
      { address: "aws_sqs_queue.a", message: "Invalid index\n  The given key does not identify an element." },
    ];
    return [reviewForeign("azure-destroy", { plan, errors })];
  },
  "comment-failed-check": () => [reviewForeign("failed-check")],
  "comment-lake": () =>
    planCases
      .flatMap(({ cases }) => cases)
      .filter(({ name }) => name === "stores-removed")
      .map((planCase) => reviewCase(planCase)),
  "comment-drift": () =>
    planCases
      .flatMap(({ cases }) => cases)
      .filter(({ name }) => name === "queue-changed-outside-and-set-back")
      .map((planCase) => reviewCase(planCase)),
};

test.each(Object.entries(COMMENTS))("the whole %s of a real plan", (name, reviews) => {
  const pending = name === "comment-lake" ? [{ number: 12, title: "Keep events longer" }] : [];

  expectGolden(`${name}.md`, writeComment(reviews(), { everything: "review.md", pending }).text);
});
