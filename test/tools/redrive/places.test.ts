import { checkPlace } from "../../../tools/redrive/places";
import { environmentNamed } from "../../fixtures/environments";

const dev = environmentNamed("dev");
const inLake = { ...dev, processing: "in-lake" as const };

test("each place takes what tells its events apart, and names what does not", () => {
  checkPlace(dev, "failures", { reason: "delivery", since: new Date() });
  checkPlace(dev, "duplicates", { event: "lesson:started" });
  checkPlace(inLake, "quarantine", { reason: "wrong_type", event: "lesson:started" });
  expect(() => {
    checkPlace(dev, "failures", { event: "lesson:started" });
  }).toThrow(
    '--event "lesson:started": what waits in failures is not told apart by it. Leave it out; --since and --reason work there.',
  );
});

test.each(["failures", "duplicates"] as const)(
  "in the lake there is no %s, and the error says where events are",
  (place) => {
    expect(() => {
      checkPlace(inLake, place, {});
    }).toThrow(`--from ${place}: dev removes duplicates in the lake, where there is no such place.`);
  },
);
