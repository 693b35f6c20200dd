import { COST_ITEMS } from "../../src/costs/cost-items";
import { costLines } from "../../src/costs/cost-lines";
import { readPlanJson } from "../../src/plan/plan-json";
import { PlanUnderReview } from "../../src/plan/plan-under-review";
import type { DeclaredTraffic } from "../../src/profile";
import { planOf } from "../reviewed-case";

/** A million events of 1 KB an hour: the figures that follow stand in AWS's own calculator. */
const MILLION_AN_HOUR: DeclaredTraffic = { eventsPerHour: 1_000_000, averageEventBytes: 1024 };

const linesOf = (name: string, traffic?: DeclaredTraffic) =>
  costLines(new PlanUnderReview(readPlanJson(planOf({ name })), undefined, undefined, { traffic }));

const dollars = (name: string, item: string, traffic?: DeclaredTraffic) => {
  const line = linesOf(name, traffic).find((candidate) => candidate.item === item);
  return [line?.basis, line?.before, line?.after];
};

test("capacity and assumed usage of a stream are lines of their own", () => {
  const plan = "stream-goes-on-demand";

  expect(dollars(plan, "shard hours", MILLION_AN_HOUR)).toEqual(["capacity", expect.closeTo(21.9), 0]);
  expect(dollars(plan, "stream hours", MILLION_AN_HOUR)).toEqual(["capacity", 0, expect.closeTo(29.2)]);
  expect(dollars(plan, "data in", MILLION_AN_HOUR)).toEqual([
    "assumed usage",
    expect.closeTo(10.22, 2),
    expect.closeTo(55.7, 1),
  ]);
});

test("usage stays unknown when nobody has declared it", () => {
  expect(dollars("stream-goes-on-demand", "data in")).toEqual(["assumed usage", undefined, undefined]);
});

test("a record costs whole units: an event of a byte more than 25 KB counts twice", () => {
  const traffic = { eventsPerHour: 1_000_000, averageEventBytes: 25 * 1024 + 1 };

  expect(dollars("stream-goes-on-demand", "data in", traffic)[1]).toBeCloseTo(2 * 10.22, 2);
});

test("a longer retention costs what is kept for longer than a day", () => {
  const gigabytesAnHour = 1_000_000 / 1024 ** 2;

  const [, before, after] = dollars("retention-longer-than-window", "retention of more than a day", MILLION_AN_HOUR);

  expect(before).toBeCloseTo(gigabytesAnHour * 144 * 0.1, 1);
  expect(after).toBeCloseTo(gigabytesAnHour * (144 * 0.1 + 168 * 0.023), 1);
});

test("a provisioned stream keeps records for a price by the shard up to a week, and by the GB beyond", () => {
  const kept = (retention: number) =>
    COST_ITEMS["aws_kinesis_stream"]?.(
      { shard_count: 2, retention_period: retention, stream_mode_details: [{ stream_mode: "PROVISIONED" }] },
      MILLION_AN_HOUR,
    ).find(({ item }) => item === "retention of more than a day");

  expect(kept(24)).toBeUndefined();
  expect(kept(168)).toMatchObject({ basis: "capacity", dollars: 2 * 0.02 * 730 });
  expect(kept(192)?.dollars).toBeCloseTo(2 * 0.02 * 730 + (1_000_000 / 1024 ** 2) * 24 * 0.023, 1);
});

test("a Flex run costs two thirds of a standard one", () => {
  const run = (execution_class: string) =>
    COST_ITEMS["aws_glue_job"]?.({ number_of_workers: 2, worker_type: "G.1X", execution_class }, undefined)[0]?.note;

  expect([run("STANDARD"), run("FLEX")]).toEqual([
    "2 workers of 1 units: $0.88 for an hour of a run",
    "2 workers of 1 units: $0.58 for an hour of a run",
  ]);
});

test("what runs for an unknown time says what an hour of it costs, before and after", () => {
  const [line] = linesOf("memory-doubled");

  expect(line).toMatchObject({ item: "compute", before: undefined, after: undefined });
  expect(line?.note).toMatch(/1024 MB.*\$0\.0600.*2048 MB.*\$0\.1200.*price of \d{4}-\d{2}-\d{2}/);
});

test("a plan that changes no bill has no lines", () => {
  expect(linesOf("stream-tagged", MILLION_AN_HOUR)).toEqual([]);
});
