import fc from "fast-check";
import type { Review, ReviewedFinding } from "../src/review";

/** What a value could hold to break out of where it is shown. */
const HOSTILE = [
  "```",
  "````",
  "~~~",
  "`",
  "``",
  "</details>",
  "<details>",
  "</code>",
  "<script>alert(1)</script>",
  "<!--",
  "-->",
  "@octocat",
  "@org/team",
  "#1",
  "owner/repo#2",
  "![x](https://example.com/x.png)",
  "[x](https://example.com)",
  "\n",
  "\n\n",
  "\r\n",
  "\r",
  "|",
  "\\",
  "\\`",
  "$a$",
  "**",
  "__",
  "# ",
  "- ",
  "1. ",
  "> ",
  "&lt;",
  "😀",
  "\uD83D",
  "\uDE00",
  "\u202e",
  "\u0000",
  "\t",
  "    ",
  "{",
  "}",
  '{"a":"```"}',
];

export const hostileText = fc
  .array(fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ maxLength: 8, unit: "binary" })), { maxLength: 8 })
  .map((parts) => parts.join(""));

const evidence = fc.record({
  attribute: hostileText,
  before: fc.option(hostileText, { nil: undefined }),
  after: fc.option(hostileText, { nil: undefined }),
});

const data = fc.record({ holds: hostileText, lost: hostileText, recovery: hostileText });

const acknowledgement = fc.record({
  stack: hostileText,
  check: hostileText,
  address: hostileText,
  reason: hostileText,
  expires: fc.constant("2026-12-31"),
  by: hostileText,
});

/** A finding whose texts are hostile, but for an address that can be found again. */
const finding: fc.Arbitrary<ReviewedFinding> = fc.record({
  check: fc.constantFrom("store-removed", "grant-widened", "silent-no-op"),
  severity: fc.constantFrom("block", "warn", "inform"),
  topic: fc.constantFrom("data", "access", "operation", "cost", "note"),
  address: hostileText,
  constructPath: fc.option(hostileText, { nil: undefined }),
  summary: hostileText,
  evidence: fc.array(evidence, { maxLength: 3 }),
  data: fc.option(data, { nil: undefined }),
  remedy: hostileText,
  acknowledgement: fc.option(acknowledgement, { nil: undefined, freq: 4 }),
});

const change = fc.record({
  address: hostileText,
  type: hostileText,
  constructPath: fc.option(hostileText, { nil: undefined }),
  kind: fc.constantFrom("create", "update", "replace", "delete", "move", "import", "forget", "read", "other"),
  cosmetic: fc.boolean(),
  attributes: fc.array(evidence, { maxLength: 3 }),
});

const amount = fc.option(fc.double({ min: 0, max: 1e6, noNaN: true }), { nil: undefined });

const cost = fc.record({
  address: hostileText,
  item: hostileText,
  basis: fc.constantFrom("capacity", "assumed usage"),
  before: amount,
  after: amount,
  note: hostileText,
});

/** Reviews in which every text is hostile. */
export const anyReview: fc.Arbitrary<Review> = fc.record({
  stack: hostileText,
  planHash: hostileText,
  errored: fc.boolean(),
  errors: fc.array(fc.record({ address: fc.option(hostileText, { nil: undefined }), message: hostileText }), {
    maxLength: 3,
  }),
  findings: fc.array(finding, { maxLength: 6 }),
  changes: fc.array(change, { maxLength: 6 }),
  costs: fc.array(cost, { maxLength: 3 }),
  staleAcknowledgements: fc.array(
    fc.record({ acknowledgement, state: fc.constantFrom("expired", "outdated", "unmatched") }),
    {
      maxLength: 2,
    },
  ),
  verdict: fc.constantFrom("unchanged", "incomplete", "clear", "objection"),
});
