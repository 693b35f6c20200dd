import { readHeader, type WorkflowRun } from "../../src/comment/comment-header";
import { writeComment } from "../../src/comment/write-comment";
import { GitHubPermissionError } from "../../src/github/github-client";
import { publishComment } from "../../src/github/publish-comment";
import type { Review } from "../../src/review";
import { DEV_REVIEW, PROD_REVIEW, UNCHANGED_REVIEW } from "../sample-reviews";
import { BOT, FakeGitHub } from "./fake-github";

let github: FakeGitHub;
beforeEach(async () => {
  github = await FakeGitHub.start();
});
afterEach(async () => {
  await github.stop();
});

const run = (id: number, attempt = 1): WorkflowRun => ({ id, number: id - 100, attempt });

function text(reviews: readonly Review[], by: WorkflowRun): string {
  return writeComment(reviews, { run: by, everything: "the artefacts" }).text;
}

function publish(reviews: readonly Review[], by = run(105)) {
  return publishComment(github.connect(), {
    pullRequest: 7,
    run: by,
    nothingChanges: reviews.every(({ verdict }) => verdict === "unchanged"),
    write: (limit, resolves) => writeComment(reviews, { run: by, everything: "the artefacts", limit, resolves }),
  });
}

test("the first plan with changes makes a comment", async () => {
  expect(await publish([PROD_REVIEW])).toBe("created");

  expect(github.comments.map(({ body }) => body)).toEqual([text([PROD_REVIEW], run(105))]);
});

test("a pull request that never changed anything gets no comment", async () => {
  expect(await publish([UNCHANGED_REVIEW])).toBe("none");

  expect(github.comments).toEqual([]);
});

test("the next run edits the comment in place, also behind more than 100 others", async () => {
  for (let index = 0; index < 230; index++) github.addComment(`comment ${index} of a person`, "dana");
  const ours = github.addComment(text([PROD_REVIEW], run(104)));
  for (let index = 0; index < 20; index++) github.addComment("a later one", "dana");

  expect(await publish([DEV_REVIEW])).toBe("updated");

  expect(ours.body).toBe(text([DEV_REVIEW], run(105)));
  expect(github.comments).toHaveLength(251);
});

test("a comment that somebody else wrote with our marker is left alone", async () => {
  const foreign = github.addComment(text([PROD_REVIEW], run(999)), "mallory");

  expect(await publish([DEV_REVIEW])).toBe("created");

  expect(foreign.body).toBe(text([PROD_REVIEW], run(999)));
  expect(github.comments).toHaveLength(2);
});

test("the token of a person finds the person's comment, not that of the bot", async () => {
  github.login = "dana";
  const bots = github.addComment(text([PROD_REVIEW], run(104)), BOT);
  const own = github.addComment(text([PROD_REVIEW], run(104)), "dana");

  expect(await publish([DEV_REVIEW])).toBe("updated");

  expect(own.body).toBe(text([DEV_REVIEW], run(105)));
  expect(bots.body).toBe(text([PROD_REVIEW], run(104)));
});

test("when nothing changes any more, the comment says so and stays, and is not edited again", async () => {
  const ours = github.addComment(text([PROD_REVIEW], run(104)));

  expect(await publish([UNCHANGED_REVIEW])).toBe("resolved");
  expect(readHeader(ours.body)).toMatchObject({ resolved: true, run: run(105) });
  expect(ours.body).toContain("## ✅ Nothing to change in event-lake-staging");
  expect(ours.body).toContain("An earlier commit of this pull request had changes; this one has none.");

  expect(await publish([UNCHANGED_REVIEW], run(106))).toBe("resolved");
  expect(readHeader(ours.body)?.run).toEqual(run(105));
});

test.each([run(106), run(105, 2)])("what the newer run %j wrote is not overwritten", async (newer) => {
  const ours = github.addComment(text([PROD_REVIEW], newer));

  expect(await publish([DEV_REVIEW])).toBe("superseded");

  expect(ours.body).toBe(text([PROD_REVIEW], newer));
});

test("the same run, started again, edits what it wrote before", async () => {
  github.addComment(text([PROD_REVIEW], run(105)));

  expect(await publish([DEV_REVIEW], run(105, 2))).toBe("updated");
});

test("an older run that overwrites us at the same moment is overwritten in turn", async () => {
  const ours = github.addComment(text([PROD_REVIEW], run(104)));
  github.afterWrite = (comment) => {
    github.afterWrite = undefined;
    comment.body = text([PROD_REVIEW], run(103));
  };

  expect(await publish([DEV_REVIEW])).toBe("updated");

  expect(ours.body).toBe(text([DEV_REVIEW], run(105)));
});

test("of two runs that both made a comment, one comment stays, and the newer run's text in it", async () => {
  github.afterWrite = (comment) => {
    github.afterWrite = undefined;
    // The other run's comment was there first, but after we had looked.
    github.comments.unshift({ id: comment.id - 1, body: text([PROD_REVIEW], run(104)), login: BOT });
  };

  expect(await publish([DEV_REVIEW])).toBe("updated");

  expect(github.comments.map(({ body }) => body)).toEqual([text([DEV_REVIEW], run(105))]);
});

test("a comment that GitHub finds too long is written shorter", async () => {
  github.longest = 40_000;
  const changes = Array.from({ length: 1_000 }, (_, index) => ({
    ...DEV_REVIEW.changes[0],
    address: `aws_lambda_function.function_${index}`,
    type: "aws_lambda_function",
    kind: "update" as const,
    cosmetic: false,
    attributes: [{ attribute: "memory_size", before: "512", after: "1024" }],
  }));

  expect(await publish([{ ...DEV_REVIEW, changes }])).toBe("created");

  const body = github.comments[0]?.body ?? "";
  expect(Array.from(body).length).toBeLessThanOrEqual(30_000);
  expect(readHeader(body)?.truncated).toBe(true);
});

test("a comment that GitHub refuses at every length is an error that says where the review is", async () => {
  github.longest = 10;

  await expect(publish([PROD_REVIEW])).rejects.toThrow(/422: .*too long.*It is in the job summary/u);
});

test("a token that may not write is told which permission it needs", async () => {
  github.forbidden = /^POST/u;

  await expect(publish([PROD_REVIEW])).rejects.toThrow(GitHubPermissionError);
  await expect(publish([PROD_REVIEW])).rejects.toThrow("permissions: pull-requests: write");
});
