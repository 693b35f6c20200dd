import { verdictText } from "../src/verdict";
import { DEV_REVIEW, PROD_REVIEW, REPLACED_STREAM, UNCHANGED_REVIEW, WIDER_GRANT } from "./sample-reviews";

const blockedGrant = { ...WIDER_GRANT, severity: "block" as const };

test.each([
  ["two stores", [PROD_REVIEW], "Do not apply: 2 stores would lose data in event-lake-prod"],
  [
    "one store with two findings, and a grant",
    [{ ...PROD_REVIEW, findings: [REPLACED_STREAM, REPLACED_STREAM, blockedGrant] }],
    "Do not apply: 1 store would lose data and 1 finding needs acknowledgement in event-lake-prod",
  ],
  [
    "two stacks",
    [{ ...PROD_REVIEW, stack: "event-lake-staging", findings: [blockedGrant] }, DEV_REVIEW, PROD_REVIEW],
    "Do not apply: 1 finding needs acknowledgement in event-lake-staging; 2 stores would lose data in event-lake-prod",
  ],
  [
    "a refused plan",
    [{ ...PROD_REVIEW, errored: true, findings: [REPLACED_STREAM] }],
    "Do not apply: 1 store would lose data in event-lake-prod; Terraform refuses the plan of event-lake-prod",
  ],
  [
    "a refused plan whose findings are acknowledged",
    [{ ...DEV_REVIEW, errored: true, verdict: "objection" as const }],
    "Cannot be applied: Terraform refuses the plan of event-lake-dev",
  ],
  [
    "a plan that Terraform could not finish",
    [{ ...DEV_REVIEW, errored: true, verdict: "incomplete" as const }],
    "Cannot be applied: Terraform could not finish the plan of event-lake-dev",
  ],
  [
    "warnings and acknowledged findings only",
    [{ ...PROD_REVIEW, verdict: "clear" as const, findings: PROD_REVIEW.findings.slice(2) }],
    "No objection: 4 resources change in event-lake-prod, 3 warnings, 1 finding accepted by acknowledgement",
  ],
  [
    "an expired acknowledgement of a warning",
    [{ ...PROD_REVIEW, findings: [WIDER_GRANT] }],
    "Do not apply: 1 acknowledgement is past its day in event-lake-prod",
  ],
  ["nothing to say", [DEV_REVIEW, UNCHANGED_REVIEW], "No objection: 1 resource changes in event-lake-dev"],
  ["nothing to change", [UNCHANGED_REVIEW], "Nothing to change in event-lake-staging"],
])("%s: %j is told", (_, reviews, text) => {
  expect(verdictText(reviews)).toBe(text);
});
