import { SAMPLE_PROFILE } from "../fixtures/cases/sample-profile";
import { checks } from "../src/checks/checks";
import { reviewPlan } from "../src/review-plan";
import { multipliedPlan } from "./multiplied-plan";

const SECONDS = 3;

test(`2,000 resources are reviewed in less than ${SECONDS} seconds`, () => {
  const request = { ...multipliedPlan(2000), stack: "event-lake-dev", profile: SAMPLE_PROFILE, today: "2026-01-15" };

  // Time of the processor, not of the clock: tests beside this one must not make it slower. The review waits for nothing.
  const started = process.cpuUsage();
  const review = reviewPlan(request);
  const { user, system } = process.cpuUsage(started);
  const seconds = (user + system) / 1e6;

  expect(review.changes.length).toBeGreaterThan(1000);
  expect(seconds).toBeLessThan(SECONDS);
  // Every check that looks at resources has work to do in it.
  const silent = checks.map(({ id }) => id).filter((id) => review.findings.every(({ check }) => check !== id));
  expect(silent).toEqual(["output-changed"]);
});
