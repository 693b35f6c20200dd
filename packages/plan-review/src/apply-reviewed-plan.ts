import { existsSync } from "node:fs";
import path from "node:path";
import { acknowledge, ACKNOWLEDGEMENTS_FILE, entriesToAdd, whyStale } from "./acknowledgements";
import { PLAN_FILE, readReviewFile } from "./output/review-document";
import { readStack, stackHash } from "./plan-stack";
import { planHash } from "./plan/plan-hash";
import { readPlanJson } from "./plan/plan-json";
import type { ReviewProfile } from "./profile";
import type { Acknowledgement, Review } from "./review";
import { reviewPlan } from "./review-plan";
import { Terraform, type TerraformOptions } from "./terraform/terraform";
import { openObjections } from "./verdict";

export interface ApplyOptions extends TerraformOptions {
  /** Folder of plan.bin and review.json. */
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
 * Applies exactly the plan that was reviewed.
 *
 * @returns the number of resources that were changed; `unchanged` when the plan does nothing
 * @throws ApplyRefusedError when code or plan are not those of the review, Terraform refused the plan, or a finding is not
 * acknowledged today
 */
export async function applyReviewedPlan(options: ApplyOptions): Promise<number | "unchanged"> {
  const { folder, profile = {}, acknowledgements, today } = options;
  const refuse = (review: Review) => {
    refuseObjections(review, acknowledgements, today, profile.documents?.removal);
  };
  const reviewFolder = path.resolve(options.reviewFolder);
  const document = readReviewFile(reviewFolder);
  const planFile = path.join(reviewFolder, PLAN_FILE);
  if (!existsSync(planFile)) {
    throw new ApplyRefusedError(`${planFile} is not there, only its review.`, "Plan again.");
  }
  if (document.stackHash !== stackHash(folder)) {
    throw new ApplyRefusedError(
      `the code of ${document.review.stack} is not the code that was planned (cdk.tf.json differs).`,
      "Check out the commit that was planned, or plan and review this one.",
    );
  }
  const terraform = new Terraform(options);
  await terraform.init("-reconfigure");
  const plan: unknown = JSON.parse(await terraform.showPlan(planFile));
  const hash = planHash(readPlanJson(plan));
  if (hash !== document.review.planHash) {
    throw new ApplyRefusedError(
      `${planFile} is not the plan that was reviewed (its hash is ${hash.slice(0, 12)}, the review's ${document.review.planHash.slice(0, 12)}).`,
      "Plan again, and let the new plan be reviewed.",
    );
  }
  refuse(document.review);
  // The review may have been written by hand: what the plan itself shows must be acknowledged too.
  const { stack } = document.review;
  refuse(reviewPlan({ plan, stack, head: readStack(folder), profile, today }));
  if (document.review.verdict === "unchanged") return "unchanged";
  return terraform.apply(planFile);
}

/** @param removal document that says how `prevent_destroy` is lifted */
function refuseObjections(
  review: Review,
  acknowledgements: readonly Acknowledgement[],
  today: string,
  removal?: string,
): void {
  if (review.verdict === "incomplete") {
    throw new ApplyRefusedError(
      `Terraform could not finish the plan of ${review.stack}${review.errors.map(({ message }) => `\n  ${message}`).join("")}`,
      "Mend it, and plan again.",
    );
  }
  if (review.errored) {
    throw new ApplyRefusedError(
      `Terraform itself refused the plan of ${review.stack} (prevent_destroy).`,
      `Change the code, and plan again.${removal === undefined ? "" : ` ${removal} says how to lift the protection.`}`,
    );
  }
  const { findings, stale } = acknowledge(review.stack, review.findings, acknowledgements, today);
  const current = { ...review, findings, staleAcknowledgements: stale };
  const open = openObjections(current);
  const expired = stale.filter(({ state }) => state === "expired");
  if (open.length === 0 && expired.length === 0) return;
  const outdated = stale.filter(({ state }) => state === "outdated");
  throw new ApplyRefusedError(
    [
      `${review.stack} needs an acknowledgement for`,
      ...open.map(({ check, address, summary }) => `  ${check}  ${address}\n    ${summary}`),
      ...[...expired, ...outdated].map(
        (one) =>
          `  ${one.acknowledgement.check}  ${one.acknowledgement.address}\n    the acknowledgement by ${one.acknowledgement.by} until ${one.acknowledgement.expires} ${whyStale(one)}`,
      ),
    ].join("\n"),
    [
      `Change the code, or accept each in ${ACKNOWLEDGEMENTS_FILE}, with the reason, the last day and who you are:`,
      ...entriesToAdd(current),
    ].join("\n"),
  );
}
