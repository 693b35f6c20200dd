import { reviewPlan } from "../src/review-plan";
import type { Acknowledgement } from "../src/review";
import { constructRenamedCases } from "../fixtures/cases/construct-renamed";
import { destructionPreventedCases } from "../fixtures/cases/destruction-prevented";
import { accepting } from "./accepting";
import { changed, type PlanCopy } from "./planned";
import { planOf } from "./reviewed-case";

const TODAY = "2026-01-15";
const REPLACED = planOf({ name: "stream-name-changed" });
const ADDRESS = "aws_kinesis_stream.events_stream";

function review(plan: unknown, acknowledgements: readonly Acknowledgement[] = []) {
  return reviewPlan({ plan, stack: "event-lake-dev", acknowledgements, today: TODAY });
}

const [accepted] = accepting(review(REPLACED), TODAY) as readonly [Acknowledgement];

test("what a person accepts in one stack stays an objection in another", () => {
  const elsewhere = { ...accepted, stack: "event-lake-prod" };

  const { verdict, staleAcknowledgements } = review(REPLACED, [elsewhere]);

  expect(verdict).toBe("objection");
  expect(staleAcknowledgements).toEqual([]);
});

test("a plan that loses data is an objection until a person accepts it", () => {
  expect(review(REPLACED).verdict).toBe("objection");

  const { verdict, findings } = review(REPLACED, [accepted]);

  expect(verdict).toBe("clear");
  expect(findings[0]?.acknowledgement).toEqual(accepted);
});

test("an acknowledgement past its last day accepts nothing, and is listed", () => {
  const expired = { ...accepted, expires: "2026-01-14" };

  const { verdict, findings, staleAcknowledgements } = review(REPLACED, [expired]);

  expect(verdict).toBe("objection");
  expect(findings[0]?.acknowledgement).toBeUndefined();
  expect(staleAcknowledgements).toEqual([{ acknowledgement: expired, state: "expired" }]);
});

test("an expired acknowledgement objects even beside one that still holds", () => {
  const { verdict } = review(REPLACED, [accepted, { ...accepted, expires: "2025-12-31" }]);

  expect(verdict).toBe("objection");
});

test("an acknowledgement of nothing in the plan is listed, and does not object", () => {
  const other = { ...accepted, address: "aws_kinesis_stream.gone", expires: "2020-01-01" };

  const { verdict, staleAcknowledgements } = review(planOf({ name: "stream-mode-changed" }), [other]);

  expect(verdict).toBe("clear");
  expect(staleAcknowledgements).toEqual([{ acknowledgement: other, state: "unmatched" }]);
});

test("a plan that Terraform refused is an objection, whatever was accepted", () => {
  const [refused] = destructionPreventedCases.cases;
  if (refused === undefined) throw new Error("no case");
  const plan = planOf(refused);

  const result = review(plan, accepting(review(plan)));

  expect(result.errored).toBe(true);
  expect(result.findings.every(({ acknowledgement }) => acknowledgement !== undefined)).toBe(true);
  expect(result.verdict).toBe("objection");
});

describe("a plan that Terraform could not finish", () => {
  const unfinished = changed(planOf({ name: "stream-mode-changed" }), (copy) => {
    copy.errored = true;
  });
  const errors = [{ address: ADDRESS, message: "reading Kinesis Stream: AccessDenied" }];

  test("is incomplete, with Terraform's reason, whatever was accepted", () => {
    const result = reviewPlan({ plan: unfinished, errors, stack: "event-lake-dev", today: TODAY });

    expect(result).toMatchObject({ verdict: "incomplete", errored: true, errors });
  });

  test("is incomplete, too, when only the plan's JSON is at hand, which does not say why", () => {
    expect(review(unfinished)).toMatchObject({ verdict: "incomplete", errors: [] });
  });

  test("shows no secret in Terraform's reason", () => {
    const secret = changed(unfinished, ({ resource_changes: [change] }) => {
      if (change)
        change.change = {
          ...change.change,
          after: { password: "hunter2-hunter2" },
          after_sensitive: { password: true },
        };
    });
    const told = [{ message: "invalid password hunter2-hunter2" }];

    const result = reviewPlan({ plan: secret, errors: told, stack: "event-lake-dev", today: TODAY });

    expect(result.errors).toEqual([{ message: "invalid password (sensitive value)" }]);
  });

  test("is no other than refused when prevent_destroy alone stopped it", () => {
    const [refused] = destructionPreventedCases.cases;
    if (refused === undefined) throw new Error("no case");
    const prevented = [{ address: ADDRESS, message: "Instance cannot be destroyed\n  Resource ..." }];
    const request = { plan: planOf(refused), stack: "event-lake-dev", today: TODAY };

    expect(reviewPlan({ ...request, errors: prevented })).toMatchObject({ verdict: "objection", errors: [] });
    expect(reviewPlan({ ...request, errors: [...prevented, ...errors] }).verdict).toBe("incomplete");
  });
});

test("a plan that does nothing is unchanged, and one that only moves is not", () => {
  const idle = changed(planOf({ name: "stream-mode-changed" }), ({ resource_changes: [change] }) => {
    if (change) change.change = { ...change.change, actions: ["no-op"], after: change.change.before };
  });

  expect(review(idle).verdict).toBe("unchanged");
  expect(review(idle).changes).toEqual([]);
  expect(review(planOf({ name: "construct-moved-with-moved-block" })).changes).toMatchObject([{ kind: "move" }]);
  expect(review(planOf({ name: "construct-moved-with-moved-block" })).verdict).toBe("clear");
});

test("words that a later Terraform may use do not end the review", () => {
  const plan = changed(REPLACED, (copy: PlanCopy) => {
    copy.format_version = "1.9";
    copy["deferred_changes"] = [{ reason: "unknown" }];
    for (const change of copy.resource_changes) {
      change.change.actions = ["delete", "hibernate"];
      change.action_reason = "replace_because_the_moon_is_full";
    }
  });

  expect(review(plan).findings.map(({ check }) => check)).toEqual(["store-removed", "change-deferred"]);
});

test("what is not a plan is refused in words", () => {
  expect(() => review({ resource_changes: 1 })).toThrow(/not the JSON of a Terraform plan.*terraform show -json/);
  expect(() => review({ format_version: "2.0" })).toThrow(/format_version "2.0".*1\.x/);
});

test("the construct's path stands beside the address, of a construct that is gone too", () => {
  const [renamed] = constructRenamedCases.cases;
  if (renamed === undefined) throw new Error("no case");

  const { findings, changes } = reviewPlan({
    plan: planOf(renamed),
    stack: "event-lake-dev",
    head: renamed.after,
    base: renamed.before,
    today: TODAY,
  });

  expect(findings[0]).toMatchObject({ constructPath: "event-lake-dev/events/stream" });
  expect(findings[0]?.remedy).toContain(
    '`event-lake-dev/intake/stream`: `.moveFromId("aws_kinesis_stream.events_stream")`',
  );
  expect(changes.map(({ constructPath }) => constructPath)).toEqual([
    "event-lake-dev/events/stream",
    "event-lake-dev/intake/stream",
  ]);
});

test("a sensitive value occurs in no byte of the review, nor what was made of it", () => {
  const plan = changed(REPLACED, ({ resource_changes: [change] }) => {
    if (!change?.change.before || !change.change.after) throw new Error("no change");
    const [before, after] = [change.change.before, change.change.after];
    change.change.before = { ...before, name: "hunter2-hunter2", tags: { owner: 'of "hunter2-hunter2"' } };
    change.change.after = { ...after, name: "opensesame-1", tags: { owner: "opensesame-1" } };
    change.change.before_sensitive = { name: true };
    change.change.after_sensitive = { name: true };
  });

  const text = JSON.stringify(review(plan));

  expect(text).not.toMatch(/hunter2|opensesame/);
  expect(text).toContain("(sensitive value)");
});

test("2,000 resources are reviewed in under 3 seconds of processor time", () => {
  const plan = changed(planOf({ name: "stores-removed" }), (copy) => {
    const originals = copy.resource_changes;
    copy.resource_changes = Array.from({ length: 2000 }, (_, index) => {
      const original = originals[index % originals.length];
      if (!original) throw new Error("no resource");
      return { ...original, address: `${original.address}_${index}`, name: `${original.name}_${index}` };
    });
  });
  const started = process.cpuUsage();

  const { changes, findings } = review(plan);

  const { user, system } = process.cpuUsage(started);
  expect((user + system) / 1_000_000).toBeLessThan(3);
  expect(changes).toHaveLength(2000);
  expect(findings.length).toBeGreaterThan(1500);
});
