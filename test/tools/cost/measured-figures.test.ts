import { measuredFigures } from "../../../tools/cost/measured-figures";
import { PERFORMANCE_PAGE } from "./performance-page";

test("figures are those of five per cent late, of the bucket log and of one read for all tables", () => {
  const figures = measuredFigures(PERFORMANCE_PAGE);

  expect(figures.indexDollarsPerMillion(1_000_000)).toBe(0.05);
  expect(figures.deduplicatedEventsPerCoreSecond).toBe(10_000);
  // 90 tables more took 90 seconds more, on two cores.
  expect(figures.curationCoreSecondsPerTable).toBe(2);
  expect(figures.landingSlowdown).toBe(1.5);
});

test("a traffic that was not measured is refused", () => {
  expect(() => measuredFigures(PERFORMANCE_PAGE).indexDollarsPerMillion(5)).toThrow("npm run bench");
});
