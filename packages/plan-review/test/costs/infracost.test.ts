import { infracostLines } from "../../src/costs/infracost";
import { writeComment } from "../../src/comment/write-comment";
import { reviewPlan } from "../../src/review-plan";
import { planOf } from "../reviewed-case";

const resource = (name: string, monthlyCost: string | null, monthlyUsageCost?: string) => ({
  name,
  monthlyCost,
  monthlyUsageCost,
});
const output = (before: readonly object[] | null, after: readonly object[], currency = "USD") => ({
  currency,
  projects: [{ name: "prod", pastBreakdown: before && { resources: before }, breakdown: { resources: after } }],
});

test("what costs more, less, newly or no longer is a line, and what costs the same is none", () => {
  const before = [resource("aws_a.same", "5"), resource("aws_a.more", "10.5"), resource("aws_a.gone", "3")];
  const after = [resource("aws_a.same", "5"), resource("aws_a.more", "20"), resource("aws_a.new", "7.25")];

  expect(infracostLines(output(before, after)).map(({ address, before, after }) => [address, before, after])).toEqual([
    ["aws_a.gone", 3, 0],
    ["aws_a.more", 10.5, 20],
    ["aws_a.new", 0, 7.25],
  ]);
});

test("usage stands on a line of its own, and an unknown price stays unknown", () => {
  const after = [resource("aws_a.used", "10", "4"), resource("aws_a.unknown", null)];

  expect(infracostLines(output(null, after))).toEqual([
    expect.objectContaining({ address: "aws_a.unknown", basis: "capacity", before: 0, after: undefined }),
    expect.objectContaining({ address: "aws_a.used", basis: "capacity", before: 0, after: 6 }),
    expect.objectContaining({ address: "aws_a.used", basis: "assumed usage", before: 0, after: 4 }),
  ]);
});

test("in the comment, a resource is priced by Infracost where it was given, and not twice", () => {
  const address = "aws_kinesis_stream.stream";
  const request = { plan: planOf({ name: "two-shards-added" }), stack: "prod", today: "2026-01-15" };
  const [own] = reviewPlan(request).costs;

  const review = reviewPlan({
    ...request,
    infracost: output([resource(own?.address ?? address, "30")], [resource(own?.address ?? address, "60")]),
  });
  expect(review.costs).toEqual([
    expect.objectContaining({ address: own?.address, before: 30, after: 60, note: "by Infracost" }),
  ]);
  expect(writeComment([review], { everything: "review.md" }).text).toContain("by Infracost");
});

test.each([
  ["another currency", output(null, [], "EUR"), "Infracost's JSON is in EUR"],
  ["another document", { resource_changes: [] }, "This is not Infracost's JSON"],
])("%s is refused with the command", (_title, json, message) => {
  expect(() => infracostLines(json)).toThrow(message);
});
