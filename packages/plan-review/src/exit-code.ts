import type { Verdict } from "./review";

/** What `plan` and `review` end with, beside 1 for an error: a script tells them apart. */
export const EXIT_CODES: Readonly<Record<Verdict, number>> = { unchanged: 0, clear: 2, objection: 3 };

export const EXIT_CODES_HELP = `
Exit codes:
  0  nothing to change
  1  error: there is no review
  2  changes, and no objection
  3  needs acknowledgement, or Terraform refuses the plan`;
