export { type ActionsEnvironment, readActionsEnvironment, readEvent } from "./actions-environment";
export { type ApplyResult, publishApplyReport, readApplyResult, writeApplyReport } from "./apply-result";
export { publishDriftIssue } from "./drift-issue";
export { connect, GitHubPermissionError, type GitHubOptions, type GitHubRepository } from "./github-client";
export { publishReviews } from "./publish-reviews";
export { plannedAgain, reviewedRun, type ReviewedRunRequest, runTitle } from "./reviewed-run";
