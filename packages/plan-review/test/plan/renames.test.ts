import { reviewPlan } from "../../src/review-plan";

interface Change {
  readonly address: string;
  readonly before?: object;
  readonly after?: object;
  readonly unknown?: object;
  readonly deposed?: string;
  readonly type?: string;
}

/** What is said of renames, and of keys and stores that go. */
function found(...changes: readonly Change[]): readonly string[] {
  const resource_changes = changes.map(
    ({ address, before, after, unknown = {}, deposed, type = "aws_ecr_repository" }) => ({
      ...{ address, mode: "managed", type, name: "a", deposed },
      change: {
        actions: [before ? "delete" : "create"],
        before: before ?? null,
        after: after ?? null,
        after_unknown: unknown,
      },
    }),
  );
  const plan = { format_version: "1.2", resource_changes };
  return reviewPlan({ plan, stack: "theirs", today: "2026-01-15" }).findings.map(
    ({ check, address }) => `${check} ${address}`,
  );
}

const gone = (address: string, more: object = {}) => ({ address, before: { name: "films", ...more } });
const made = (address: string, more: object = {}) => ({ address, after: { name: "films", ...more } });

test("of two that go and one that comes under their name, one is a rename and the other is lost", () => {
  expect(found(gone("a.one"), gone("a.two"), made("a.new"))).toEqual([
    "construct-renamed a.one",
    "store-removed a.two",
  ]);
});

test("a deposed object is left over from a replacement, and no rename", () => {
  expect(found({ ...gone("a.one"), deposed: "12ab" }, made("a.new"))).not.toContain("construct-renamed a.one");
});

test("a scope that the apply will find out may be the same", () => {
  const unknown = { vpc_id: true };

  expect(found(gone("a.one", { vpc_id: "vpc-1" }), { ...made("a.new"), unknown })).toEqual(["construct-renamed a.one"]);
});

test("a key whose construct was renamed is told of once", () => {
  const key = { type: "aws_kms_key" };
  const values = { description: "of the lake", deletion_window_in_days: 30 };

  expect(
    found(
      { ...key, address: "aws_kms_key.one", before: values },
      { ...key, address: "aws_kms_key.new", after: values },
    ),
  ).toEqual(["construct-renamed aws_kms_key.one"]);
});
