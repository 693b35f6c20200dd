import { permitted, type GitHubRepository } from "./github-client";

/** A run of the workflow that deploys, which has not ended yet. */
export interface PendingDeployment {
  /** As people see it. */
  readonly number: number;
  readonly title: string;
}

/**
 * Deployments of a branch that have not ended: one that waits for its turn or for an approval, too. What they apply is not in a
 * plan that is made now.
 *
 * @param workflow file name: `deploy.yml`
 */
export async function pendingDeployments(
  { octokit, owner, repo }: GitHubRepository,
  { workflow, branch }: { readonly workflow: string; readonly branch: string },
): Promise<readonly PendingDeployment[]> {
  const { data } = await permitted("read workflow runs", "actions: read", () =>
    octokit.rest.actions.listWorkflowRuns({ owner, repo, workflow_id: workflow, branch, per_page: 100 }),
  );
  return data.workflow_runs
    .filter(({ status }) => status !== "completed")
    .map(({ run_number: number, display_title: title }) => ({ number, title }))
    .sort((one, other) => one.number - other.number);
}
