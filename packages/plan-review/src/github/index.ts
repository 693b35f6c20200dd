export { type ActionsEnvironment, readActionsEnvironment, readPullRequestEvent } from "./actions-environment";
export { publishDriftIssue } from "./drift-issue";
export { connect, GitHubPermissionError, type GitHubOptions, type GitHubRepository } from "./github-client";
export { publishComment } from "./publish-comment";
export { reviewedRun, type ReviewedRunRequest, runTitle } from "./reviewed-run";
