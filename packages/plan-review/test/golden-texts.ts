import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { planCases } from "../fixtures/cases/plan-cases";
import { writeComment } from "../src/comment/write-comment";
import type { Evidence, Review, ReviewedFinding } from "../src/review";
import { reviewPlan } from "../src/review-plan";
import { verdictText } from "../src/verdict";
import { reviewCase } from "./reviewed-case";

const FOREIGN = path.join(__dirname, "../fixtures/foreign");

/** What reviewers read, by file of golden/: the findings of every case and of foreign plans, and comments of whole plans. */
export function goldenTexts(): Readonly<Record<string, () => string>> {
  return {
    ...Object.fromEntries(
      planCases.map(({ check, cases }) => [
        `${check}.txt`,
        () => joined(cases.map((planCase) => said(planCase.name, reviewCase(planCase)))),
      ]),
    ),
    "foreign-plans.txt": () => {
      const names = readdirSync(FOREIGN).map((file) => path.basename(file, ".json"));
      return joined(names.sort().map((name) => said(name, reviewForeign(name))));
    },
    ...Object.fromEntries(
      Object.entries(COMMENTS).map(([name, reviews]) => {
        const pending = name === "comment-lake" ? [{ number: 12, title: "Keep events longer" }] : [];
        return [`${name}.md`, () => writeComment(reviews(), { everything: "review.md", pending }).text];
      }),
    ),
  };
}

function joined(texts: readonly string[]): string {
  return `${texts.join("\n\n\n")}\n`;
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
