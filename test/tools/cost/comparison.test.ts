import { comparisons, steps, streamComparisons } from "../../../tools/cost/comparison";
import { measuredFigures } from "../../../tools/cost/measured-figures";
import { totalDollars } from "../../../tools/cost/path-cost";
import { PERFORMANCE_PAGE } from "./performance-page";

const measured = measuredFigures(PERFORMANCE_PAGE);
const compared = comparisons(measured);
const million = compared.find(({ eventsPerHour }) => eventsPerHour === 1_000_000);

test("the textbook pays a put for each event, 5 KB for each record of Firehose and a crawl for each run", () => {
  const textbook = million?.costs.Textbook;

  expect(textbook?.index).toBe(0.625);
  expect(million?.costs["Textbook with Powertools"].index).toBe(1.25);
  // 5 KB taken and converted, and what is delivered of it partitioned.
  expect(textbook?.delivery).toBeGreaterThan((5_120e6 / 2 ** 30) * (0.029 + 0.018));
  expect(textbook?.crawlers).toBeCloseTo((10 / 60) * 0.44);
});

test("what both must write and list costs both the same", () => {
  for (const { costs } of compared) {
    expect(costs["Event Lake"].objects).toBe(costs.Textbook.objects);
    expect(costs["Event Lake"].requests).toBe(costs.Textbook.requests);
  }
});

test("the whole path is cheaper at every traffic, and a third of the textbook's from a million events an hour on", () => {
  for (const { eventsPerHour, costs } of compared) {
    const ratio = totalDollars(costs.Textbook) / totalDollars(costs["Event Lake"]);

    expect(ratio).toBeGreaterThan(eventsPerHour >= 1_000_000 ? 3 : 1);
  }
});

test("each setting takes something off those before it, and all but the first give something up", () => {
  const [first, ...others] = steps(measured);

  expect(first?.givesUp).toBe("");
  let before = first?.dollarsPerMillion ?? 0;
  for (const { dollarsPerMillion, givesUp } of others) {
    expect(dollarsPerMillion).toBeLessThan(before);
    expect(givesUp).not.toBe("");
    before = dollarsPerMillion;
  }
});

test("aggregates save a provisioned stream its units, and one on demand only what rounding up to a KB adds", () => {
  const [small, full] = streamComparisons();

  // 2.2 events of 250 bytes and 40 around them fit into each KB, and 88 into each unit.
  expect(small?.eventsPerRecord).toBe(88);
  expect(small?.onDemand.aggregated).toBeLessThan((small?.onDemand.plain ?? 0) * 0.6);
  expect(full?.onDemand.aggregated).toBeGreaterThan((full?.onDemand.plain ?? 0) * 0.98);
  expect((full?.provisioned.plain ?? 0) - (full?.provisioned.aggregated ?? 0)).toBeCloseTo(0.014 * (1 - 1 / 24));
});
