import { hasMarker, isNewer, readHeader, type WorkflowRun } from "../comment/comment-header";
import { LONGEST_COMMENT, type Comment } from "../comment/write-comment";
import { commentsOf, type OwnComment } from "./own-comments";
import { permitted, statusOf, type GitHubRepository } from "./github-client";

export interface PublishRequest {
  readonly pullRequest: number;
  readonly run: WorkflowRun;
  /** True when no stack changes: then there is a comment only where there was one. */
  readonly nothingChanges: boolean;
  /** Writes the comment within a number of code points. @param resolves true when it takes the place of one with changes */
  readonly write: (limit: number, resolves: boolean) => Comment;
}

/** `superseded`: a newer run has written already. `none`: nothing changes, and nothing had to be said. */
export type Publication = "created" | "updated" | "resolved" | "superseded" | "none";

/** Code points that are tried in turn while GitHub finds the comment too long: it counts in ways of its own. */
const LIMITS = [LONGEST_COMMENT, 30_000, 12_000];
/** An older run may write between our look and our edit; each time its text is replaced again. */
const ATTEMPTS = 3;
const PERMISSION = "pull-requests: write";

/**
 * Publishes the one comment of a pull request: makes it, or edits it in place. The newest run wins.
 *
 * @throws GitHubPermissionError when the token may not comment
 */
export async function publishComment(github: GitHubRepository, request: PublishRequest): Promise<Publication> {
  const [existing] = await ownComments(github, request.pullRequest);
  if (existing === undefined) return request.nothingChanges ? "none" : create(github, request);
  return edit(github, request, existing);
}

async function create(github: GitHubRepository, request: PublishRequest): Promise<Publication> {
  const { octokit, owner, repo } = github;
  const issue_number = request.pullRequest;
  const id = await sendWithin(request, false, async (body) => {
    const { data } = await octokit.rest.issues.createComment({ owner, repo, issue_number, body });
    return data.id;
  });
  const [first] = await ownComments(github, request.pullRequest);
  if (first === undefined || first.id === id) return "created";
  // Another run made one at the same time: one of the two has to go, and both runs must choose the same.
  await permitted("delete a comment", PERMISSION, () =>
    octokit.rest.issues.deleteComment({ owner, repo, comment_id: id }),
  );
  return edit(github, request, first);
}

async function edit(github: GitHubRepository, request: PublishRequest, found: OwnComment): Promise<Publication> {
  const { octokit, owner, repo } = github;
  const comment_id = found.id;
  let body = found.body;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const header = readHeader(body);
    if (header?.run !== undefined && isNewer(header.run, request.run)) return "superseded";
    const resolves = request.nothingChanges;
    if (resolves && header?.resolved === true) return "resolved";
    await sendWithin(request, resolves, async (text) => {
      await octokit.rest.issues.updateComment({ owner, repo, comment_id, body: text });
    });
    ({ body = "" } = (await octokit.rest.issues.getComment({ owner, repo, comment_id })).data);
    const written = readHeader(body)?.run;
    if (written?.id === request.run.id && written.attempt === request.run.attempt)
      return resolves ? "resolved" : "updated";
  }
  throw new Error(
    `The plan comment ${comment_id} was overwritten by other runs ${ATTEMPTS} times. Give the workflow \`concurrency\` per pull request.`,
  );
}

async function sendWithin<Answer>(
  request: PublishRequest,
  resolves: boolean,
  send: (body: string) => Promise<Answer>,
): Promise<Answer> {
  let refusal: unknown;
  for (const limit of LIMITS) {
    try {
      return await permitted("comment on the pull request", PERMISSION, () =>
        send(request.write(limit, resolves).text),
      );
    } catch (error) {
      if (statusOf(error) !== 422) throw error;
      refusal = error;
    }
  }
  throw new Error(
    `GitHub refuses the plan comment even at ${LIMITS.at(-1) ?? 0} characters (422: ${refusal instanceof Error ? refusal.message : "no reason given"}). It is in the job summary.`,
  );
}

/** Comments of ours by the token's own user, the first one first: anybody can write the marker. */
function ownComments(github: GitHubRepository, issue_number: number): Promise<OwnComment[]> {
  return commentsOf(github, issue_number, hasMarker);
}
