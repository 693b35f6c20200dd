import { SAMPLE_PROFILE } from "../fixtures/cases/sample-profile";
import { checks } from "../src/checks/checks";
import { reviewPlan } from "../src/review-plan";
import { multipliedPlan } from "./multiplied-plan";

const request = (resources: number) => ({
  ...multipliedPlan(resources),
  stack: "event-lake-dev",
  profile: SAMPLE_PROFILE,
  today: "2026-01-15",
});

test("the time of a review grows with the resources, not with their square", () => {
  const [few, many] = [request(500), request(2000)];
  secondsOf(() => reviewPlan(few)); // The first review pays for compiling the code.

  const ratio = secondsOf(() => reviewPlan(many)) / secondsOf(() => reviewPlan(few));

  // Four times as many resources: 4 when it grows with them, 16 with their square.
  expect(ratio).toBeLessThan(10);
});

test("every check that looks at resources has work to do in a plan of 2,000", () => {
  const review = reviewPlan(request(2000));

  expect(review.changes.length).toBeGreaterThan(1000);
  const silent = checks.map(({ id }) => id).filter((id) => review.findings.every(({ check }) => check !== id));
  expect(silent).toEqual(["change-deferred", "output-changed"]);
});

/** Time of the processor, not of the clock: tests beside this one must not make it slower. The review waits for nothing. */
function secondsOf(work: () => unknown): number {
  const started = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(started);
  return (user + system) / 1e6;
}
