import { ownLogin, permitted, type GitHubRepository } from "./github-client";

export interface OwnComment {
  readonly id: number;
  readonly body: string;
}

/**
 * Comments of a pull request by the token's own user, the first one first: anybody can write a marker.
 *
 * @param isOurs by the text
 */
export async function commentsOf(
  github: GitHubRepository,
  issue_number: number,
  isOurs: (body: string) => boolean,
): Promise<OwnComment[]> {
  const { octokit, owner, repo } = github;
  const login = await ownLogin(github);
  const comments = await permitted("read the comments", "pull-requests: write", () =>
    octokit.paginate(octokit.rest.issues.listComments, { owner, repo, issue_number, per_page: 100 }),
  );
  return comments
    .filter(({ body, user }) => user?.login === login && isOurs(body ?? ""))
    .map(({ id, body = "" }) => ({ id, body }))
    .sort((one, other) => one.id - other.id);
}
