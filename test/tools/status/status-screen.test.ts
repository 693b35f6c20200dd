import type { EnvironmentStatus } from "../../../tools/status/environment-status";
import { findings, statusScreen } from "../../../tools/status/status-screen";
import { environmentNamed } from "../../fixtures/environments";

const dev = environmentNamed("dev");
const now = new Date("2026-11-30T12:00:00Z");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);

const HEALTHY: EnvironmentStatus = {
  environment: dev,
  now,
  minutes: [],
  figures: [
    {
      what: "records put on the stream",
      kind: "rate",
      metric: "m",
      namespace: "n",
      dimensions: {},
      value: 277.8,
      points: [],
    },
    { what: "oldest record read", kind: "age", metric: "m", namespace: "n", dimensions: {}, value: 5_400, points: [] },
    { what: "events received by the function", kind: "rate", metric: "m", namespace: "n", dimensions: {}, points: [] },
  ],
  waiting: [
    { where: "failures bucket", counted: "batches", count: 0, redrive: "npm run redrive -- dev --from failures" },
    { where: "event-lake-dev-duplicates", counted: "messages", count: 12 },
  ],
  runs: [
    { JobRunState: "RUNNING", StartedOn: minutesAgo(1) },
    { JobRunState: "SUCCEEDED", StartedOn: minutesAgo(61), CompletedOn: minutesAgo(58), ExecutionTime: 170 },
  ],
  parts: [{ name: "schedule curation", runs: true }],
  tables: [{ table: "heartbeat_event", newestArrival: minutesAgo(62) }, { table: "quarantine" }],
  alarms: ["event-lake-dev-alarms-records-fail"],
  ringing: [],
};

test("a healthy environment is shown on one screen, and duplicates that wait are no failure", () => {
  expect(statusScreen(HEALTHY)).toBe(`event-lake-dev, in-flight, 2026-11-30T12:00:00Z

a second, over 15 minutes
  records put on the stream        278
  events received by the function  -

age, latest
  oldest record read  90 min

set aside
  failures bucket            0 batches
  event-lake-dev-duplicates  12 messages

consumption
  schedule curation  on

last runs of the job
  curate  RUNNING, 60 s ago, 0 s
  curate  SUCCEEDED, 61 min ago, 170 s

tables: newest event, by its arrival
  heartbeat_event  62 min ago
  quarantine       -

alarms
  none of 1 rings

Healthy.
`);
});

const failed = {
  JobRunState: "FAILED" as const,
  StartedOn: minutesAgo(9),
  CompletedOn: minutesAgo(8),
  ErrorMessage: "no room",
};

test.each<[string, Partial<EnvironmentStatus>, string]>([
  [
    "an alarm that rings, with its runbook",
    { ringing: HEALTHY.alarms },
    "event-lake-dev-alarms-records-fail rings: docs/runbooks/records-fail.md",
  ],
  [
    "consumption that is off",
    { parts: [{ name: "schedule curation", runs: false }] },
    "schedule curation is off: npm run resume -- dev",
  ],
  [
    "batches that wait, with the command that brings them back",
    {
      waiting: [
        { where: "failures bucket", counted: "batches", count: 3, redrive: "npm run redrive -- dev --from failures" },
      ],
    },
    "3 batches wait in the failures bucket: npm run redrive -- dev --from failures",
  ],
  ["a run that failed", { runs: [failed] }, "The last run of the job is FAILED: no room"],
  [
    "a schedule that has started nothing for two intervals",
    { runs: [{ JobRunState: "SUCCEEDED", StartedOn: minutesAgo(130), CompletedOn: minutesAgo(128) }] },
    "The job curated last 2.2 h ago, and should every 60 minutes",
  ],
])("%s is named below the screen", (_, change, sentence) => {
  const status = { ...HEALTHY, ...change };

  expect(findings(status)).toEqual([sentence]);
  expect(statusScreen(status)).toContain(`Not healthy:\n  ${sentence}\n`);
});

test("a run of maintain is no run that curates", () => {
  const maintain = { JobRunState: "SUCCEEDED" as const, StartedOn: minutesAgo(5), CompletedOn: minutesAgo(4) };
  const runs = [
    { ...maintain, Arguments: { "--command": "maintain" } },
    { JobRunState: "SUCCEEDED" as const, StartedOn: minutesAgo(121), CompletedOn: minutesAgo(120) },
  ];

  expect(findings({ ...HEALTHY, runs })).toEqual(["The job curated last 2.0 h ago, and should every 60 minutes"]);
});
