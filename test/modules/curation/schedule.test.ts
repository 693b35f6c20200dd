import { NIGHTLY, RUN_INTERVALS, everyMinutes } from "../../../modules/curation/schedule";

test.each([
  { interval: 15, expression: "cron(5/15 * * * ? *)" },
  { interval: 30, expression: "cron(5/30 * * * ? *)" },
  { interval: 60, expression: "cron(5 * * * ? *)" },
  { interval: 180, expression: "cron(5 0/3 * * ? *)" },
  { interval: 1440, expression: "cron(5 0 * * ? *)" },
] as const)("runs $interval minutes apart are $expression", ({ interval, expression }) => {
  expect(everyMinutes(interval)).toBe(expression);
});

test("every interval has the same runs every day", () => {
  for (const interval of RUN_INTERVALS) expect(1440 % interval).toBe(0);
});

test("the maintenance begins at least eight minutes after any scheduled run, and two before the next", () => {
  const minute = Number(/^cron\((\d+) /.exec(NIGHTLY)?.[1]);

  for (const start of [5, 20, 35, 50]) {
    const after = (minute - start + 60) % 60;
    if (after < 15) expect(after).toBeGreaterThanOrEqual(8);
    expect((start - minute + 60) % 60).toBeGreaterThanOrEqual(2);
  }
});
