import { readFileSync } from "node:fs";
import path from "node:path";
import { acknowledgementsIn, ACKNOWLEDGEMENTS_FILE, checks, reviewPlan } from "@event-lake/plan-review";
import { environments } from "../../../environments";
import { lakeProfile, stackOf } from "../../../tools/plan/lake-profile";

const PROJECT = path.join(__dirname, "..", "..", "..");

function planNamed(name: string): unknown {
  return JSON.parse(readFileSync(path.join(PROJECT, "packages/plan-review/fixtures/plans", `${name}.json`), "utf8"));
}

test("the review knows this lake's deduplicator: a window that becomes shorter than the stream's retention is an objection", () => {
  const { findings } = reviewPlan({
    plan: planNamed("window-shorter-than-retention"),
    stack: "event-lake-dev",
    profile: lakeProfile(),
    today: "2026-11-24",
  });

  expect(findings).toContainEqual(
    expect.objectContaining({
      check: "deduplication-invariant",
      severity: "block",
      remedy: expect.stringContaining("DEDUPLICATION_WINDOW_SECONDS") as string,
    }),
  );
});

test.each(environments)("the traffic that $name declares prices what its plan changes", (environment) => {
  const { costs } = reviewPlan({
    plan: planNamed("stream-goes-on-demand"),
    stack: stackOf(environment),
    profile: lakeProfile(environment),
    today: "2026-11-24",
  });

  const dataIn = costs.find(({ item }) => item === "data in");
  expect(dataIn?.after).toBeGreaterThan(dataIn?.before ?? Infinity);
});

test("the repository's own acknowledgements are valid, and name checks that exist", () => {
  const ids = checks.map(({ id }) => id);
  const acknowledgements = acknowledgementsIn(path.join(PROJECT, ACKNOWLEDGEMENTS_FILE));

  expect(acknowledgements.filter(({ check }) => !ids.includes(check))).toEqual([]);
});
