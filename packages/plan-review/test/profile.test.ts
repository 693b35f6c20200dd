import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Check } from "../src/checks/check";
import type { ReviewProfile } from "../src/review-profile";
import { readProfile } from "../src/profile-file";
import { reviewPlan } from "../src/review-plan";

const PLAN = {
  format_version: "1.2",
  resource_changes: [
    {
      ...{ address: "acme_ledger.a", mode: "managed", type: "acme_ledger", name: "a" },
      change: { actions: ["delete"], before: { name: "books" }, after: null },
    },
  ],
};

function review(profile: ReviewProfile, expires?: string) {
  const [finding] = reviewPlan({ plan: PLAN, stack: "prod", profile: {}, today: "2026-01-15" }).findings;
  const acknowledgements =
    expires === undefined || finding === undefined
      ? []
      : [{ stack: "prod", check: finding.check, address: finding.address, reason: "Moved away.", expires, by: "dana" }];
  return reviewPlan({ plan: PLAN, stack: "prod", profile, acknowledgements, today: "2026-01-15" });
}

const said = (profile: ReviewProfile) =>
  review(profile).findings.map(({ severity, summary }) => `${severity} ${summary}`);

test("a store of the project's own is known by its words, with its way back", () => {
  const stores = { acme_ledger: ["ledger", "accounts", { recovery: "From the tape." }] } as const;

  expect(said({ stores })).toEqual(['block Destroys the ledger "books".']);
  expect(review({ stores }).findings[0]?.data?.recovery).toBe("From the tape.");
});

test("a severity of the project's own weighs, and off says nothing", () => {
  expect(said({ severities: { "unknown-removed": "block" } })).toEqual([expect.stringMatching(/^block Destroys a /)]);
  expect(said({ severities: { "unknown-removed": "off" } })).toEqual([]);
});

test("a severity for a check that there is not is refused with the checks that there are", () => {
  expect(() => said({ severities: { "unknown-remove": "off" } })).toThrow(
    /"unknown-remove", which there is not.*unknown-removed/,
  );
});

const FRIDAY: Check = {
  id: "no-ledgers",
  observe: (plan) =>
    plan.ofType("acme_ledger").map(({ address }) => ({
      ...{ severity: "block", topic: "operation", address, evidence: [] },
      ...{ summary: "Touches a ledger.", remedy: "Ask the accountants." },
    })),
};

test("a check of the project's own is a function beside the others, under an id of its own", () => {
  expect(said({ checks: [FRIDAY] })).toContain("block Touches a ledger.");
  expect(() => said({ checks: [{ ...FRIDAY, id: "drift" }] })).toThrow('Two checks have the id "drift"');
});

test("an acknowledgement that would hold for longer than the project allows accepts nothing, and says so", () => {
  const stale = (days: number, expires: string) =>
    review({ longestAcknowledgement: days }, expires).staleAcknowledgements;

  expect(stale(30, "2026-02-15")).toEqual([expect.objectContaining({ state: "too long" })]);
  expect(stale(31, "2026-02-15")).not.toEqual([expect.objectContaining({ state: "too long" })]);
});

describe("the file of a profile", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "plan-review-profile-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  function read(name: string, text: string): ReviewProfile {
    writeFileSync(path.join(folder, name), text);
    return readProfile(path.join(folder, name));
  }

  test("is JavaScript with an export", () => {
    expect(read("profile.cjs", 'module.exports = { severities: { drift: "off" } };')).toEqual({
      severities: { drift: "off" },
    });
  });

  test.each([
    ["a key that there is not", 'module.exports = { severity: { drift: "off" } };', /Unrecognized key: "severity"/],
    ["a severity that there is not", 'module.exports = { severities: { drift: "fatal" } };', /severities\.drift/],
    [
      "a store without what it holds",
      'module.exports = { stores: { acme_ledger: ["ledger"] } };',
      /stores\.acme_ledger/,
    ],
    ["no code", "module.exports = {", /cannot be loaded/],
  ])("with %s is refused with the place", (_title, text, message) => {
    expect(() => read("profile.cjs", text)).toThrow(message);
  });
});
