import fc from "fast-check";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { readHeader } from "../../src/comment/comment-header";
import { codePoints } from "../../src/comment/markdown-text";
import { LONGEST_COMMENT, writeComment } from "../../src/comment/write-comment";
import type { Review } from "../../src/review";
import { anyReview } from "../arbitrary-review";
import { DEV_REVIEW, PROD_REVIEW, REPLACED_STREAM, UNCHANGED_REVIEW } from "../sample-reviews";
import { readMarkdown, unbalancedTag } from "./markdown-reader";

const OPTIONS = {
  headCommit: "6594897c0ffee0000000000000000000000000aa",
  run: { id: 9_000_123, number: 17, attempt: 1 },
  everything: "the artefacts of run 17, review.md",
  guide: "docs/plan-review.md",
};

/** A plan that replaces many streams and updates many functions. */
function largeReview(streams: number, functions: number): Review {
  const findings = Array.from({ length: streams }, (_, index) => ({
    ...REPLACED_STREAM,
    address: `aws_kinesis_stream.stream_${index}_end`,
  }));
  const changes = Array.from({ length: functions }, (_, index) => ({
    address: `aws_lambda_function.function_${index}_end`,
    type: "aws_lambda_function",
    constructPath: `event-lake-prod/functions/function-${index}`,
    kind: index % 10 === 0 ? ("replace" as const) : ("update" as const),
    cosmetic: false,
    attributes: [{ attribute: "memory_size", before: "512", after: "1024" }],
  }));
  return { ...PROD_REVIEW, findings, changes };
}

describe("golden comments", () => {
  /** Compares with a file of golden/; UPDATE_GOLDEN=1 writes it, and git shows what that changed. */
  function expectGolden(name: string, text: string): void {
    const file = path.join(__dirname, "golden", name);
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, text);
    expect(existsSync(file)).toBe(true);
    expect(text).toBe(readFileSync(file, "utf8"));
  }

  test("three environments, one of which would lose data", () => {
    expectGolden("data-at-risk.md", writeComment([DEV_REVIEW, UNCHANGED_REVIEW, PROD_REVIEW], OPTIONS).text);
  });

  test("a change to which nobody objects", () => {
    expectGolden("no-objection.md", writeComment([DEV_REVIEW], OPTIONS).text);
  });

  test("a plan that Terraform refuses, on a laptop", () => {
    const review = { ...PROD_REVIEW, errored: true, findings: [REPLACED_STREAM], costs: [], staleAcknowledgements: [] };

    expectGolden(
      "refused.md",
      writeComment([review], { everything: "plan-review/prod/review.md", guide: OPTIONS.guide }).text,
    );
  });
});

test("the first visible line is the verdict", () => {
  const lines = writeComment([DEV_REVIEW, PROD_REVIEW], OPTIONS).text.split("\n");

  expect(lines[0]).toMatch(/^<!-- .* -->$/u);
  expect(lines[2]).toBe("## ⛔ Do not apply: 2 stores would lose data in event-lake-prod");
});

test("data at risk stands in no collapsed part", () => {
  const { text } = writeComment([PROD_REVIEW], OPTIONS);

  expect(text.indexOf(REPLACED_STREAM.address)).toBeLessThan(text.indexOf("<details>"));
  expect(text).toContain("**Lost:** every event that the deduplicator has not read yet");
});

test("2,000 resources are cut at a resource, and the kinds of those that are missing are counted", () => {
  const { text, truncated } = writeComment([largeReview(1, 2_000)], OPTIONS);

  const shown = text.match(/function_\d+_end/gu)?.length ?? 0;
  expect(codePoints(text)).toBeLessThanOrEqual(LONGEST_COMMENT);
  expect(codePoints(text)).toBeGreaterThan(LONGEST_COMMENT - 2_500);
  expect(truncated).toBe(true);
  expect(readHeader(text)?.truncated).toBe(true);
  expect(text).toContain(`${2_000 - shown} findings and resources are left out`);
  expect(text).toContain(`**${2_000 - shown} more not shown here**: ${2_000 - shown} updated.`);
  expect(text).toContain("Everything is in the artefacts of run 17, review.md.");
  // Replacements come first, so that what is cut is what matters least.
  expect(text.match(/<b>replaced<\/b>/gu)?.length).toBe(200);
});

test("when the data at risk alone is too long, each finding still has a line", () => {
  const { text } = writeComment([largeReview(250, 500)], OPTIONS);

  expect(codePoints(text)).toBeLessThanOrEqual(LONGEST_COMMENT);
  for (let index = 0; index < 250; index++) expect(text).toContain(`aws_kinesis_stream.stream_${index}_end`);
  expect(text).toContain("would lose data in event-lake-prod");
});

test("when there is no room even for the lines, those without one are counted by their check", () => {
  const { text } = writeComment([largeReview(3_000, 0)], OPTIONS);

  const shown = new Set(text.match(/stream_\d+_end/gu)).size;
  expect(codePoints(text)).toBeLessThanOrEqual(LONGEST_COMMENT);
  expect(shown).toBeGreaterThan(300);
  expect(text).toContain("## ⛔ Do not apply: 3,000 stores would lose data in event-lake-prod");
  expect(text).toContain(`**${3_000 - shown} more not shown here**: ${3_000 - shown} store-removed.`);
});

test("a stack that could not be planned is never passed over", () => {
  const { text } = writeComment([DEV_REVIEW], { ...OPTIONS, unplanned: ["event-lake-prod"] });

  expect(text).toContain("## ⛔ Cannot be applied: event-lake-prod could not be planned");
  expect(text).toContain("| event-lake-prod | **no plan**: see the run | unknown |");
});

test("open objections can be copied as acknowledgements, and warnings apart from them; accepted ones are in neither", () => {
  const { text } = writeComment([PROD_REVIEW], OPTIONS);

  const entries = [...text.matchAll(/```json\n(.*?)\n```/gsu)].map(
    ([, lines = ""]) => JSON.parse(`[${lines}]`) as unknown,
  );
  expect(entries).toMatchObject([
    [{ check: "store-removed", address: REPLACED_STREAM.address, reason: "" }, { check: "retention-lowered" }],
    [{ check: "grant-widened" }, { check: "iam-widened" }, { check: "throughput-lowered" }],
  ]);
});

test("without a limit nothing is cut", () => {
  const { text, truncated } = writeComment([largeReview(100, 2_000)], { ...OPTIONS, limit: Infinity });

  expect(truncated).toBe(false);
  expect(text.match(/function_\d+_end/gu)?.length).toBe(2_000);
});

test("no value can break out of its place, whatever it holds", () => {
  fc.assert(
    fc.property(fc.array(anyReview, { minLength: 1, maxLength: 3 }), (reviews) => {
      const { text } = writeComment(reviews, { ...OPTIONS, limit: Infinity });

      const read = readMarkdown(text);
      expect(read.fencesClosed).toBe(true);
      expect(unbalancedTag(read.tags)).toBeUndefined();
      expect(read.tags.filter((tag) => !/^\/?(details|summary|b|p|code|sub|span)$/u.test(tag))).toEqual([]);
      // GitHub looks for neither mentions nor references nor links in code.
      const prose = read.text.replace(/<code>.*?<\/code>/gu, "");
      expect(prose).not.toMatch(/(?<!&)[@#][\p{L}\p{N}]|\w:\/\/|[[\]]/u);
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/u);
      expect(text).not.toMatch(/\p{Surrogate}/u);
      expect(readHeader(text)?.stacks).toEqual(reviews.map(({ stack, planHash }) => ({ stack, planHash })));
    }),
    { numRuns: 200 },
  );
});

test("within any limit every finding and resource is shown or counted, and everything opened is closed", () => {
  fc.assert(
    fc.property(
      anyReview,
      fc.integer({ min: 6_000, max: 30_000 }),
      fc.integer({ min: 1, max: 20 }),
      (one, limit, times) => {
        const copies = <T extends object>(items: readonly T[], name: string) =>
          Array.from({ length: times }, () => items)
            .flat()
            .map((item, index) => ({ ...item, address: `${name}-${index}-end` }));
        const review = {
          ...one,
          stack: "event-lake-prod",
          planHash: "5b1f",
          findings: copies(one.findings, "finding"),
          changes: copies(one.changes, "change").map((change) => ({ ...change, cosmetic: false })),
          costs: [],
          staleAcknowledgements: [],
        };

        const { text, truncated } = writeComment([review], { ...OPTIONS, limit });

        // What could be acknowledged is listed once more, to be copied.
        const told = text.replace(/<details><summary>To accept.*?<\/details>/su, "");
        const shown = new Set(told.match(/(?:finding|change)-\d+-end/gu)).size;
        const omitted = Number(/(\d+) findings and resources are left out/u.exec(text)?.[1] ?? 0);
        expect(shown + omitted).toBe(review.findings.length + review.changes.length);
        expect(codePoints(text)).toBeLessThanOrEqual(limit);
        expect(readHeader(text)?.truncated).toBe(truncated);
        const read = readMarkdown(text);
        expect(read.fencesClosed).toBe(true);
        expect(unbalancedTag(read.tags)).toBeUndefined();
      },
    ),
    { numRuns: 100 },
  );
});
