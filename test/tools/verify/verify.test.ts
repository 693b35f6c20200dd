import { environmentNamed } from "../../fixtures/environments";
import { verificationCost } from "../../../tools/verify/verification-cost";
import { makeProbe } from "../../../tools/verify/probe";
import { stationsOf } from "../../../tools/verify/stations";
import { verdictText, verify, lookInOrder } from "../../../tools/verify/verify";
import { verifyClients } from "../../../tools/verify/verify-clients";
import type { Station } from "../../../tools/verify/station";

const dev = environmentNamed("dev");
const log = { stage: <T>(_: string, work: (onProgress: () => void) => Promise<T>) => work(() => undefined) };

function station(name: string, found: string | Error): Station & { looks: number } {
  const made = {
    name,
    todo: `look at ${name}`,
    looks: 0,
    look: () => {
      made.looks += 1;
      return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
    },
  };
  return made;
}

test("every station is looked at in its order, and what was sent is removed at the end", async () => {
  const stations = [station("stream", "250 records"), station("raw table", "220 events")];

  const results = await lookInOrder(stations, station("removal", "gone"), log);

  expect(results.map(({ station: name, passed, found }) => [name, passed, found])).toEqual([
    ["stream", true, "250 records"],
    ["raw table", true, "220 events"],
    ["removal", true, "gone"],
  ]);
});

test("the first station that fails is the last, but for the removal", async () => {
  const behind = station("Delta table", "never asked");
  const stations = [station("stream", "250 records"), station("raw table", new Error("0 of 220 events")), behind];

  const results = await lookInOrder(stations, station("removal", "gone"), log);

  expect(results.map(({ station: name, passed }) => [name, passed])).toEqual([
    ["stream", true],
    ["raw table", false],
    ["removal", true],
  ]);
  expect(behind.looks).toBe(0);
});

test("the verdict says of the station that failed what is missing, and where to look", () => {
  const text = verdictText([
    { station: "stream", passed: true, found: "250 records", seconds: 0.1 },
    { station: "raw table", passed: false, found: "0 of 220 events", seconds: 390, todo: "look at errors/" },
  ]);

  expect(text).toBe(
    [
      "yes  stream        0.1 s  250 records",
      "NO   raw table   390.0 s  0 of 220 events",
      "                          look at errors/",
      "",
    ].join("\n"),
  );
});

test.each([
  [
    "in-flight",
    [
      "stream",
      "duplicates queue",
      "quarantine queue",
      "raw table",
      "curation job",
      "catalogue",
      "Delta table",
      "quarantine table",
      "metrics",
      "alarms",
    ],
  ],
  ["in-lake", ["stream", "curation job", "catalogue", "Delta table", "quarantine table", "metrics", "alarms"]],
] as const)("%s has its own stations", (processing, names) => {
  const clients = verifyClients(dev.region);
  const props = { environment: { ...dev, processing }, clients, probe: makeProbe(0), table: "platform_probe_event" };

  expect(stationsOf(props).map(({ name }) => name)).toEqual(names);
});

test("nothing is sent where the contract of the probes is missing", async () => {
  const clients = verifyClients(dev.region);

  await expect(verify({ environment: dev, contracts: [], clients, log })).rejects.toThrow(
    "There is no contract of platform:probe",
  );
});

test("what a run would cost follows from the workers of the environment", () => {
  const cost = (name: string) =>
    Number(/About (\d+\.\d\d) dollars/.exec(verificationCost(environmentNamed(name)))?.[1]);

  expect(cost("dev")).toBe(0.06);
  expect(cost("prod")).toBeGreaterThanOrEqual(cost("dev"));
});
