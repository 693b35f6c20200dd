import type { Environment } from "../../environments/schema";

/** What a workflow does for one environment. */
export interface MatrixEntry {
  readonly environment: string;
  readonly region: string;
  /** ARN of the role that plans. */
  readonly "plan-role": string;
  /** ARN of the role that deploys. */
  readonly "deploy-role": string;
}

/**
 * The matrix of the workflows: an entry for each environment, in their order.
 *
 * @throws Error when a role that deploys may not administer Lake Formation: its first apply would be refused
 * @see https://docs.github.com/actions/using-jobs/using-a-matrix-for-your-jobs
 */
export function workflowMatrix(environments: readonly Environment[]): { readonly include: readonly MatrixEntry[] } {
  return { include: environments.map(matrixEntry) };
}

function matrixEntry({ name, accountId, region, workflowRoles, dataLakeAdministrators }: Environment): MatrixEntry {
  const arn = (role: string) => `arn:aws:iam::${accountId}:role/${role}`;
  const deployRole = arn(workflowRoles.deploy);
  if (!dataLakeAdministrators.includes(deployRole)) {
    throw new Error(
      `environments/${name}.ts: workflowRoles.deploy: got "${workflowRoles.deploy}"; ${deployRole} is not among dataLakeAdministrators, and Lake Formation would refuse its first apply. Add it there, or name the role that is.`,
    );
  }
  return { environment: name, region, "plan-role": arn(workflowRoles.plan), "deploy-role": deployRole };
}
