export {
  acknowledgementsIn,
  ACKNOWLEDGEMENTS_FILE,
  entriesToAdd,
  readAcknowledgements,
  utcDay,
} from "./acknowledgements";
export { type ApplyOptions, ApplyRefusedError, applyReviewedPlan } from "./apply-reviewed-plan";
export { checks } from "./checks/checks";
export { reviewCommand } from "./command";
export { type Comment, type CommentOptions, writeComment } from "./comment/write-comment";
export { type Drift, findDrift, readDrift } from "./drift";
export {
  readReviewDocument,
  type ReviewDocument,
  writeReviewDocument,
  writeReviewFiles,
} from "./output/review-document";
export { writeSarif } from "./output/sarif";
export { writeTerminal } from "./output/terminal";
export { planStack, type PlanStackOptions, readStack } from "./plan-stack";
export type { Check, Observation } from "./checks/check";
export type { ResourceChange } from "./plan/resource-change";
export type { PlanUnderReview } from "./plan/plan-under-review";
export type { HeldBy } from "./stores/held-by";
export { readProfile } from "./profile-file";
export type { DeclaredTraffic, DeduplicationProfile, ProjectDocuments, ProjectProfile } from "./profile";
export type { ReviewProfile } from "./review-profile";
export type * from "./review";
export { reviewPlan, type ReviewRequest } from "./review-plan";
export { EXIT_CODES, EXIT_CODES_HELP, openObjections, verdictText } from "./verdict";
