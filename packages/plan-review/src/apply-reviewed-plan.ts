import path from "node:path";
import { acknowledge, ACKNOWLEDGEMENTS_FILE, entriesToAdd, whyStale } from "./acknowledgements";
import { readReviewFile } from "./output/review-document";
import { planDifference } from "./plan-difference";
import { readStack, stackHash, withPlan } from "./plan-stack";
import type { ReviewProfile } from "./review-profile";
import type { Acknowledgement, Review, StaleAcknowledgement } from "./review";
import { reviewPlan } from "./review-plan";
import type { TerraformOptions } from "./terraform/terraform";
import { openObjections } from "./verdict";

export interface ApplyOptions extends TerraformOptions {
  readonly stack: string;
  /** Folder of review.json. */
  readonly reviewFolder: string;
  /** What the project knows of itself. @default - nothing */
  readonly profile?: ReviewProfile;
  readonly acknowledgements: readonly Acknowledgement[];
  /** `YYYY-MM-DD`, UTC. */
  readonly today: string;
}

/** A plan that must not be applied; the message says why and what to do. */
export class ApplyRefusedError extends Error {
  constructor(reason: string, remedy: string) {
    super(`Nothing was applied: ${reason}\n${remedy}`);
    this.name = "ApplyRefusedError";
  }
}

/**
 * Plans a stack again, from the code that is here, and applies that plan when it does exactly what the reviewed one does.
 *
 * No plan is taken from anywhere: a saved plan carries the code that it was made from, and runs it.
 *
 * @returns the number of resources that were changed; `unchanged` when nothing is left to change
 * @throws ApplyRefusedError when the plan does anything else than the reviewed one, Terraform refuses or cannot finish it, or
 * a finding is not acknowledged today
 */
export async function applyReviewedPlan(options: ApplyOptions): Promise<number | "unchanged"> {
  const { stack, folder, profile = {}, acknowledgements, today } = options;
  const reviewFolder = path.resolve(options.reviewFolder);
  const { review: reviewed, stackHash: reviewedCode } = readReviewFile(reviewFolder);
  if (reviewed.stack !== stack) {
    throw new ApplyRefusedError(
      `the review in ${reviewFolder} is of ${reviewed.stack}, not of ${stack}.`,
      "Name the folder of the stack's own review.",
    );
  }
  const refuse = (review: Review) => {
    refuseObjections(review, acknowledgements, today, profile);
  };
  refuse(reviewed);
  return withPlan<number | "unchanged">(options, ({ json, errors, apply }) => {
    const planned = reviewPlan({
      plan: json,
      errors,
      stack,
      head: readStack(folder),
      profile,
      acknowledgements,
      today,
    });
    // Also what was applied already, when a run is started again.
    if (planned.verdict === "unchanged") return "unchanged";
    refuseUnfinished(planned, profile.documents?.removal);
    const difference = planDifference(reviewed, planned);
    if (difference.length > 0) {
      const cause = reviewedCode === stackHash(folder) ? "what is deployed" : "the code";
      throw new ApplyRefusedError(
        [`the plan of ${stack} is not the plan that was reviewed; ${cause} has changed since.`, ...difference].join(
          "\n",
        ),
        "Plan again, and let the new plan be reviewed: in a pull request, which may be empty.",
      );
    }
    // The review may have been written by hand: what the plan itself shows must be acknowledged, too.
    refuse(planned);
    return apply();
  });
}

/** @param removal document that says how `prevent_destroy` is lifted */
function refuseUnfinished({ stack, verdict, errored, errors }: Review, removal?: string): void {
  if (verdict === "incomplete") {
    throw new ApplyRefusedError(
      `Terraform could not finish the plan of ${stack}${errors.map(({ message }) => `\n  ${message}`).join("")}`,
      "Mend it, and plan again.",
    );
  }
  if (errored) {
    throw new ApplyRefusedError(
      `Terraform itself refused the plan of ${stack} (prevent_destroy).`,
      `Change the code, and plan again.${removal === undefined ? "" : ` ${removal} says how to lift the protection.`}`,
    );
  }
}

function refuseObjections(
  review: Review,
  acknowledgements: readonly Acknowledgement[],
  today: string,
  { documents, longestAcknowledgement }: ReviewProfile,
): void {
  refuseUnfinished(review, documents?.removal);
  const { findings, stale } = acknowledge(
    review.stack,
    review.findings,
    acknowledgements,
    today,
    longestAcknowledgement,
  );
  const current = { ...review, findings, staleAcknowledgements: stale };
  const open = openObjections(current);
  const expired = stale.filter(({ state }) => state === "expired");
  if (open.length === 0 && expired.length === 0) return;
  const outdated = stale.filter(({ state }) => state === "outdated" || state === "too long");
  throw new ApplyRefusedError(
    [
      `${review.stack} needs an acknowledgement for`,
      ...open.map(({ check, address, summary }) => `  ${check}  ${address}\n    ${summary}`),
      ...[...expired, ...outdated].map(staleText),
    ].join("\n"),
    [
      `Change the code, or accept each in ${ACKNOWLEDGEMENTS_FILE}, with the reason, the last day and who you are:`,
      ...entriesToAdd(current),
    ].join("\n"),
  );
}

function staleText(stale: StaleAcknowledgement): string {
  const { check, address, by, expires } = stale.acknowledgement;
  return `  ${check}  ${address}\n    the acknowledgement by ${by} until ${expires} ${whyStale(stale)}`;
}
