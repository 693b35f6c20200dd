import { createColors } from "picocolors";
import { readAcknowledgements } from "../src/acknowledgements";
import { writeComment } from "../src/comment/write-comment";
import { findingDigest } from "../src/finding-digest";
import { writeTerminal } from "../src/output/terminal";
import type { Values } from "../src/plan/values";
import type { Acknowledgement, Review } from "../src/review";
import { reviewPlan } from "../src/review-plan";
import { planCases } from "../fixtures/cases/plan-cases";
import { accepting } from "./accepting";
import { changed } from "./planned";
import { planOf, reviewCase } from "./reviewed-case";

const entry = {
  stack: "event-lake-dev",
  check: "store-removed",
  address: "aws_kinesis_stream.events",
  reason: "Nobody sends events to it yet",
  expires: "2026-03-31",
  by: "platform",
};

test.each([
  ["a key too many", [{ ...entry, until: "2026" }], /until/],
  ["a key too few", [{ ...entry, by: undefined }], /by/],
  ["no stack", [{ ...entry, stack: undefined }], /stack/],
  ["a day that does not exist", [{ ...entry, expires: "2026-02-30" }], /YYYY-MM-DD/],
  ["a reason that says nothing", [{ ...entry, reason: "ok" }], /10 characters/],
  ["no list", entry, /array/],
])("an acknowledgement with %s is refused", (_, json, message) => {
  expect(() => readAcknowledgements(JSON.stringify(json))).toThrow(message);
});

test("what is not JSON is refused with what to write instead", () => {
  expect(() => readAcknowledgements("")).toThrow(/plan-acknowledgements.json is not JSON.*Write \[\]/);
});

const CASES = planCases.flatMap(({ cases }) => cases);
const POLICY = "aws_iam_role_policy.writer";

/** A plan in which a role's policy newly allows one action. */
function planAllowing(action: string, marks: object = {}): unknown {
  return changed(planOf({ name: "role-may-write-everywhere" }), ({ resource_changes: changes }) => {
    const change = changes.find(({ address }) => address === POLICY)?.change;
    if (!change?.after) throw new Error("no policy");
    const statement = { Effect: "Allow", Action: action, Resource: "*" };
    change.after = { ...change.after, policy: JSON.stringify({ Version: "2012-10-17", Statement: [statement] }) };
    Object.assign(change, marks);
  });
}

function review(plan: unknown, acknowledgements: readonly Acknowledgement[] = []): Review {
  return reviewPlan({ plan, stack: "event-lake-dev", acknowledgements, today: "2026-01-15" });
}

test("an acknowledgement accepts what it was written for", () => {
  const plan = planAllowing("s3:PutObject");

  const { verdict, findings, staleAcknowledgements } = review(plan, accepting(review(plan)));

  expect(findings.find(({ check }) => check === "iam-widened")?.acknowledgement?.by).toBe("dana");
  expect(verdict).toBe("clear");
  expect(staleAcknowledgements).toEqual([]);
});

describe("an acknowledged policy that has grown to s3:* since", () => {
  const old = accepting(review(planAllowing("s3:PutObject")));
  const grown = review(planAllowing("s3:*"), old);

  test("is accepted no longer", () => {
    expect(grown.verdict).toBe("objection");
    expect(grown.findings.every(({ acknowledgement }) => acknowledgement === undefined)).toBe(true);
    expect(grown.staleAcknowledgements).toEqual([{ acknowledgement: old[0], state: "outdated" }]);
  });

  test.each([
    ["the comment", () => writeComment([grown], { everything: "review.md" }).text],
    ["the terminal", () => writeTerminal(grown, createColors(false))],
  ])("is told so in %s, with the entry that would accept it now", (_, write) => {
    const text = write();

    expect(text).toMatch(/no longer holds.*another change than the one that was accepted/u);
    const [line = ""] = /^ *\{"stack".*\}$/mu.exec(text) ?? [];
    const entry = JSON.parse(line) as object;
    expect(entry).toMatchObject({ stack: "event-lake-dev", check: "iam-widened", address: POLICY, reason: "" });
    const accepted = [{ ...entry, reason: "It does need all of S3.", expires: "2026-12-31", by: "dana" }];
    expect(review(planAllowing("s3:*"), readAcknowledgements(JSON.stringify(accepted))).verdict).toBe("clear");
  });
});

test("an entry without a digest accepts nothing, and the comment says what is missing", () => {
  const plan = planAllowing("s3:PutObject");
  const undigested = accepting(review(plan)).map((entry) => ({ ...entry, digest: undefined }));

  const reviewed = review(plan, readAcknowledgements(JSON.stringify(undigested)));

  expect(reviewed.verdict).toBe("objection");
  const { text } = writeComment([reviewed], { everything: "review.md" });
  expect(text).toMatch(/no longer holds.*it has no digest/u);
  expect(text).toMatch(/"digest":"[0-9a-f]{64}"/u);
});

test("a warning that a person accepted is a warning again when it has grown, and its new entry is printed", () => {
  const old = accepting(review(planAllowing("s3:GetObject")));

  const grown = review(planAllowing("s3:Get*"), old);

  expect(grown.verdict).toBe("clear");
  expect(writeTerminal(grown, createColors(false))).toContain(findingDigest(grown.findings[0] ?? fail()));
});

test("an entry that holds is not disturbed by an older one of the same finding, which is listed to be removed", () => {
  const plan = planAllowing("s3:*");
  const old = accepting(review(planAllowing("s3:PutObject")));

  const { verdict, staleAcknowledgements } = review(plan, [...old, ...accepting(review(plan))]);

  expect(verdict).toBe("clear");
  expect(staleAcknowledgements).toEqual([{ acknowledgement: old[0], state: "outdated" }]);
});

/** A grown copy of what a case does at one address. */
function grownAt(name: string, address: string, after: object): unknown {
  return changed(planOf({ name }), ({ resource_changes: changes }) => {
    const change = changes.find((one) => one.address === address)?.change;
    if (!change?.after) throw new Error(`no ${address}`);
    change.after = { ...change.after, ...after };
  });
}

const WRITE_ALL = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "s3:Put*", Resource: "arn:aws:s3:::*" }] });

test.each([
  [
    "a policy that is new, and attached to an old role, allows more",
    "managed-policy-of-an-old-role",
    "aws_iam_policy.writer",
    { policy: WRITE_ALL },
  ],
  [
    "a new grant is on another database",
    "grants-widened",
    "aws_lakeformation_permissions.new_grant",
    { database: [{ name: "salaries" }] },
  ],
  [
    "a grant on all tables is in another database",
    "grants-widened",
    "aws_lakeformation_permissions.whole_database",
    { table: [{ database_name: "salaries", wildcard: true }] },
  ],
])("what was accepted is accepted no longer when %s", (_, name, address, after) => {
  const small = planOf({ name });

  const { findings } = review(grownAt(name, address, after), accepting(review(small)));

  expect(findings.filter(({ acknowledgement }) => acknowledgement === undefined)).toHaveLength(1);
});

describe("the digest", () => {
  const digests = (reviewed: Review) =>
    reviewed.findings.map((finding) => `${finding.check} ${finding.address} ${findingDigest(finding)}`).sort();

  test("is the same whatever the order of keys and resources in the plan, those of policies too", () => {
    for (const { name } of CASES) {
      const plan = planOf({ name });
      expect({ name, digests: digests(review(turned(plan))) }).toEqual({ name, digests: digests(review(plan)) });
    }
  });

  test("is the same whether a value that the apply will find out is left out of the plan or null", () => {
    for (const { name } of CASES) {
      const plan = planOf({ name });
      const withNull = changed(plan, ({ resource_changes: changes }) => {
        for (const { change } of changes as { change: { after: Values | null; after_unknown?: Values } }[]) {
          const unknown = Object.keys(change.after_unknown ?? {}).filter((key) => change.after_unknown?.[key] === true);
          if (change.after)
            change.after = { ...change.after, ...Object.fromEntries(unknown.map((key) => [key, null])) };
        }
      });
      expect({ name, digests: digests(review(withNull)) }).toEqual({ name, digests: digests(review(plan)) });
    }
  });

  test("is of another value in every text that a reviewer reads", () => {
    const [finding = fail()] = review(planOf({ name: "stream-name-changed" })).findings;
    const [first = fail()] = finding.evidence;
    const others = [
      finding,
      { ...finding, severity: "warn" as const },
      { ...finding, summary: `${finding.summary} Twice.` },
      { ...finding, evidence: [{ ...first, after: "other" }] },
      { ...finding, evidence: [{ ...first, before: "other" }] },
      { ...finding, evidence: [] },
      { ...finding, data: { holds: "1", lost: "2", recovery: "3" } },
      { ...finding, address: "aws_kinesis_stream.other" },
    ];

    expect(new Set(others.map(findingDigest)).size).toBe(others.length);
  });

  test("is made of masked text alone: nobody can guess a secret by it", () => {
    const of = (secret: string) =>
      digests(review(planAllowing("s3:PutObject", { after_sensitive: { policy: true } }))).concat(
        digests(
          review(
            changed(planOf({ name: "stream-name-changed" }), ({ resource_changes: [change] }) => {
              if (!change?.change.before) throw new Error("no change");
              change.change.before = { ...change.change.before, name: secret };
              change.change.before_sensitive = { name: true };
            }),
          ),
        ),
      );

    expect(of("hunter2-hunter2")).toEqual(of("opensesame-1"));
  });

  test("does not depend on the base for what blocks, so that an apply, which has none, knows it again", () => {
    for (const planCase of CASES) {
      const blocking = (reviewed: Review) => ({
        ...reviewed,
        findings: reviewed.findings.filter(({ severity }) => severity === "block"),
      });
      const withBase = digests(blocking(reviewCase(planCase)));
      const without = digests(blocking(reviewCase({ ...planCase, before: undefined })));
      expect({ name: planCase.name, known: without.filter((digest) => !withBase.includes(digest)) }).toEqual({
        name: planCase.name,
        known: [],
      });
    }
  });
});

/** The same JSON with the keys of every object in the other order, those in policies too, and the resources. */
function turned(value: unknown, key = ""): unknown {
  if (typeof value === "string" && value.startsWith('{"Version"')) return JSON.stringify(turned(JSON.parse(value)));
  if (Array.isArray(value)) {
    const elements = value.map((element: unknown) => turned(element));
    return /^resource_(changes|drift)$/u.test(key) ? elements.reverse() : elements;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, below]) => [name, turned(below, name)] as const)
      .reverse(),
  );
}

function fail(): never {
  throw new Error("There is no such finding.");
}
