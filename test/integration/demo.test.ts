import { writeFileSync } from "node:fs";
import path from "node:path";
import { deltaExtension } from "../../tools/delta-reader/delta-extension";
import { DeltaLake } from "../../tools/delta-reader/delta-lake";
import { rowText } from "../../tools/demo/verdict/table-verdict";
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

/** The rows of the Delta tables that the last demo left, each with its table. */
async function deltaRows(): Promise<ReadonlySet<string>> {
  const extension = await deltaExtension(() => undefined);
  const lake = await DeltaLake.open(path.join(project.folder, ".cache", "demo", "lake", "lake"), extension);
  const rows = new Set<string>();
  try {
    for (const table of lake.tables.filter((name) => name !== "quarantine")) {
      for await (const row of lake.rows(table)) rows.add(`${table} ${rowText(row)}`);
    }
  } finally {
    lake.close();
  }
  return rows;
}

const demo = (...args: string[]) => runProgram(project.folder, "tools/demo/main.ts", args);

test(
  "both modes prove that 20,000 events are stored once, make equal Delta tables of them, plan nothing more, and destroy all",
  async () => {
    const inFlight = await demo();
    const inFlightRows = await deltaRows();
    const inLake = await demo("--mode", "in-lake");
    const inLakeRows = await deltaRows();

    for (const { exitCode, output } of [inFlight, inLake]) {
      expect(output).toContain("Proved: every event is where it belongs, once.");
      expect(output).toContain("second plan    empty");
      expect(output).toMatch(/destroy +\d+ resources destroyed/);
      expect(output).toMatch(/sent +20,000/);
      expect(output).toMatch(/yes {2}every event, a late one too, is in its table under the date of its creation/);
      expect(output).toMatch(/yes {2}a second run adds nothing, whatever Firehose delivered twice [1-9]/);
      expect(exitCode).toBe(0);
    }
    expect(inFlight.output).toMatch(/in flight +600/);
    expect(inFlight.output).toContain("Not compared with mode in-lake");
    expect(inLake.output).toMatch(/in flight +0/);
    expect(inLake.output).toMatch(/yes {2}the Delta tables are equal to those of mode in-flight/);
    expect(inLakeRows.size).toBeGreaterThan(19_000);
    expect(inLakeRows).toEqual(inFlightRows);
  },
  25 * MINUTES,
);

test("the demo says at once that Java is missing, and how to do without", async () => {
  const { exitCode, output } = await runProgram(project.folder, "tools/demo/main.ts", [], {
    env: { PATH: project.folder, JAVA_HOME: "" },
  });

  expect(output).toContain("Spark needs Java 17");
  expect(output).toContain("npm run demo -- --skip-curation");
  expect(output).not.toContain("local cloud");
  expect(exitCode).toBe(1);
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

    const { exitCode, output } = await demo("--env", "staging", "--events", file);

    expect(output).toContain("Proved: every event is where it belongs, once.");
    expect(output).toMatch(/sent +303/);
    expect(output).toMatch(/unique +290/);
    expect(output).toMatch(/duplicates +10/);
    expect(output).toMatch(/corrupted +3/);
    expect(output).toMatch(/uncontracted_event +97/);
    // They lack what the contract of lesson:started requires.
    expect(output).toMatch(/quarantine +193/);
    expect(output).toMatch(/destroy +\d+ resources destroyed/);
    expect(exitCode).toBe(0);
  },
  15 * MINUTES,
);

test(
  "the demo fails when the jq query of the delivery stream is broken",
  async () => {
    project.edit("modules/delivery/parquet-delivery.ts", "table: `.${ROUTING_FIELDS.table}`", 'table: ".tabel_name"');

    const { exitCode, output } = await demo("--count", "500", "--skip-curation");

    expect(output).toContain("Not proved");
    expect(output).toContain("Not run: curation (--skip-curation).");
    expect(output).toMatch(/NO {3}every unique valid event is stored/);
    expect(output).toMatch(/NO {3}the delivery stream had no errors: Under errors\/: errors\//);
    expect(exitCode).toBe(1);
  },
  10 * MINUTES,
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
