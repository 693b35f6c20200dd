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

    const { exitCode, output } = await runProgram(project.folder, "tools/demo/main.ts", [
      ...["--env", "staging"],
      ...["--events", file],
    ]);

    expect(output).toContain("Proved: every event is where it belongs, once.");
    expect(output).toMatch(/sent +303 +in 303 records/);
    expect(output).toMatch(/unique +97/);
    expect(output).toMatch(/duplicates +4/);
    // 199 lack what the contract of lesson:started requires, 6 of them copies, which quarantine has once.
    expect(output).toMatch(/corrupted +202/);
    expect(output).toMatch(/quarantine +196/);
    expect(output).toMatch(/uncontracted_event +97/);
    expect(output).toMatch(/destroy +\d+ resources destroyed/);
    expect(exitCode).toBe(0);
  },
  30 * MINUTES,
);
