import { writeFileSync } from "node:fs";
import path from "node:path";
import { runProgram } from "./run-command";
import { ScratchProject } from "./scratch-project";

const MINUTES = 60_000;
let project: ScratchProject;

beforeEach(() => {
  project = new ScratchProject("demo");
});

afterEach(() => {
  project.remove();
});

const demo = (...args: string[]) => runProgram(project.folder, "tools/demo/main.ts", args);

test(
  "the demo of dev proves that 20,000 events are stored once, plans nothing a second time, and destroys everything",
  async () => {
    const { exitCode, output } = await demo();

    expect(output).toContain("Proved: every event is where it belongs, once.");
    expect(output).toContain("second plan    empty");
    expect(output).toMatch(/destroy +\d+ resources destroyed/);
    expect(output).toMatch(/sent +20,000/);
    expect(exitCode).toBe(0);
  },
  6 * MINUTES,
);

test(
  "the demo of staging takes a file of events that nobody has seen, unknown types and broken lines included",
  async () => {
    const file = path.join(project.folder, "events.ndjson");
    const now = Date.now() / 1000;
    const lines = [
      ...Array.from({ length: 300 }, (_, index) => ({
        event_uuid: `file-${index % 290}`,
        event_name: (index % 290) % 3 === 0 ? "quiz:arena:round:won" : "lesson:started",
        created_at: now - (index % 290),
        score: { points: index % 290, by: ["speed", "accuracy"] },
      })).map((event) => JSON.stringify(event)),
      '{"event_uuid": "half a JSON obj',
      "[1, 2, 3]",
      JSON.stringify({ event_uuid: "no-date", event_name: "lesson:started" }),
    ];
    writeFileSync(file, lines.join("\n"));

    const { exitCode, output } = await demo("--env", "staging", "--events", file);

    expect(output).toContain("Proved: every event is where it belongs, once.");
    expect(output).toMatch(/sent +303/);
    expect(output).toMatch(/unique +290/);
    expect(output).toMatch(/duplicates +10/);
    expect(output).toMatch(/corrupted +3/);
    expect(output).toMatch(/uncontracted_event +97/);
    expect(output).toMatch(/destroy +\d+ resources destroyed/);
    expect(exitCode).toBe(0);
  },
  6 * MINUTES,
);

test(
  "the demo fails when the jq query of the delivery stream is broken",
  async () => {
    project.edit("modules/delivery/delivery.ts", "table: `.${ROUTING_FIELDS.table}`", 'table: ".tabel_name"');

    const { exitCode, output } = await demo("--count", "500");

    expect(output).toContain("Not proved");
    expect(output).toMatch(/NO {3}every unique valid event is stored/);
    expect(output).toMatch(/NO {3}the delivery stream had no errors: Under errors\/: errors\//);
    expect(exitCode).toBe(1);
  },
  6 * MINUTES,
);

test(
  "an interrupted demo stops everything that it started",
  async () => {
    let interrupted = false;
    const { exitCode, output } = await runProgram(project.folder, "tools/demo/main.ts", ["--count", "500"], {
      onOutput: (text, kill) => {
        if (interrupted || !text.includes("deploy         ...")) return;
        interrupted = true;
        kill("SIGINT");
      },
    });

    expect(output).toContain("everything that was started is stopped");
    expect(exitCode).toBe(130);
  },
  3 * MINUTES,
);
