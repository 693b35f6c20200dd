import { environmentSchema } from "../../../environments/schema";
import { NIGHTLY, everyMinutes } from "../../../modules/curation/schedule";

test.each([
  { interval: 15, expression: "cron(5/15 * * * ? *)" },
  { interval: 30, expression: "cron(5/30 * * * ? *)" },
  { interval: 60, expression: "cron(5 * * * ? *)" },
  { interval: 180, expression: "cron(5 0/3 * * ? *)" },
  { interval: 1440, expression: "cron(5 0 * * ? *)" },
])("runs $interval minutes apart are $expression", ({ interval, expression }) => {
  expect(everyMinutes("stack/curation", interval)).toBe(expression);
});

test("every interval that an environment may choose is one that a schedule can say", () => {
  const { curation } = environmentSchema.shape;
  const chosen = [...Array(2 * 1440).keys()].filter((everyMinutes) => curation.safeParse({ everyMinutes }).success);

  expect(chosen.length).toBeGreaterThan(5);
  for (const interval of chosen) expect(everyMinutes("stack/curation", interval)).toMatch(/^cron\(5/);
});

test.each([0, -60, 10, 20, 45, 90, 300, 2880])(
  "runs %d minutes apart are refused: no two days would be alike, or they meet the maintenance",
  (interval) => {
    expect(() => everyMinutes("stack/curation", interval)).toThrow(`stack/curation: everyMinutes: got ${interval}; `);
  },
);

test("the maintenance begins at least eight minutes after any scheduled run, and two before the next", () => {
  const minute = Number(/^cron\((\d+) /.exec(NIGHTLY)?.[1]);

  for (const start of [5, 20, 35, 50]) {
    const after = (minute - start + 60) % 60;
    if (after < 15) expect(after).toBeGreaterThanOrEqual(8);
    expect((start - minute + 60) % 60).toBeGreaterThanOrEqual(2);
  }
});
