import { elementOf, queryCall } from "./query-call";

/** A role, and the workflow run that takes it. */
export interface WorkflowRun {
  /** ARN of the role. */
  readonly roleArn: string;
  /** `OWNER/NAME` on GitHub. */
  readonly repository: string;
  /** What the run is for, as GitHub's token names it: `environment:prod`, `pull_request` or `ref:refs/heads/main`. */
  readonly subject: string;
}

const ISSUER = "https://token.actions.githubusercontent.com";

/**
 * Takes a role in the local cloud as a workflow of GitHub does: with a token that says which repository runs what for. Here the
 * token has no signature.
 *
 * @param endpoint of the local cloud
 * @returns the keys, as variables that every AWS client reads
 * @throws Error in AWS's words when the role's trust policy does not let the run
 * @see https://docs.github.com/en/actions/reference/security/oidc
 */
export async function takeWorkflowRole(
  endpoint: string,
  { roleArn, repository, subject }: WorkflowRun,
): Promise<Readonly<Record<string, string>>> {
  const claims = { iss: ISSUER, aud: "sts.amazonaws.com", sub: `repo:${repository}:${subject}` };
  const [header, payload] = [{ alg: "none" }, claims].map((part) =>
    Buffer.from(JSON.stringify(part)).toString("base64url"),
  );
  const answer = await queryCall(endpoint, undefined, {
    Action: "AssumeRoleWithWebIdentity",
    Version: "2011-06-15",
    RoleArn: roleArn,
    RoleSessionName: "GitHubActions",
    WebIdentityToken: `${header ?? ""}.${payload ?? ""}.`,
  }).catch((error: unknown) => {
    throw new Error(`${roleArn} cannot be taken: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  });
  return {
    AWS_ACCESS_KEY_ID: elementOf(answer, "AccessKeyId"),
    AWS_SECRET_ACCESS_KEY: elementOf(answer, "SecretAccessKey"),
    AWS_SESSION_TOKEN: elementOf(answer, "SessionToken"),
  };
}
