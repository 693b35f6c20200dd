import path from "node:path";
import { deltaExtension } from "../../tools/delta-reader/delta-extension";
import { DeltaLake } from "../../tools/delta-reader/delta-lake";
import { rowText } from "../../tools/demo/verdict/table-verdict";
import { missingTrino } from "./missing-trino";
import { runProgram } from "./run-command";
import { ScratchProject } from "./scratch-project";

const MINUTES = 60_000;
let project: ScratchProject;

beforeEach(() => {
  project = new ScratchProject("demo", "shipped");
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
    for (const table of lake.tables.filter((name) => name !== "quarantine" && name !== "curated_file")) {
      for await (const row of lake.rows(table)) rows.add(`${table} ${rowText(row)}`);
    }
  } finally {
    lake.close();
  }
  return rows;
}

/** Less than the demo's default, and enough for each kind of corrupted event: of those there are 5 in 1,000. */
const demo = (...args: string[]) => runProgram(project.folder, "tools/demo/main.ts", ["--count", "8400", ...args]);

test(
  "both modes prove that 8,400 events are stored once, make equal Delta tables of them, plan nothing more, and destroy all",
  async () => {
    const athena = missingTrino() === undefined;
    const inFlight = await demo(...(athena ? ["--athena"] : []));
    const inFlightRows = await deltaRows();
    const inLake = await demo("--mode", "in-lake");
    const inLakeRows = await deltaRows();

    for (const { exitCode, output } of [inFlight, inLake]) {
      expect(output).toContain("Proved: every event is where it belongs, once.");
      expect(output).toContain("second plan    empty");
      expect(output).toMatch(/destroy +\d+ resources destroyed/);
      expect(output).toMatch(/sent +8,4\d\d +in 8,400 records/);
      expect(output).toMatch(/yes {2}every event, a late one too, is in its table under the date of its creation/);
      expect(output).toMatch(/yes {2}a second run adds nothing, whatever Firehose delivered twice [1-9]/);
      expect(exitCode).toBe(0);
    }
    expect(inFlight.output).toMatch(/in flight +252/);
    if (athena) {
      expect(inFlight.output).toMatch(
        /yes {2}every saved query reads what its reader is granted, and nothing else \d+ read/,
      );
    }
    expect(inFlight.output).toContain("Not compared with mode in-lake");
    expect(inLake.output).toMatch(/in flight +0/);
    expect(inLake.output).toMatch(/yes {2}the Delta tables are equal to those of mode in-flight/);
    expect(inLakeRows.size).toBeGreaterThan(8_000);
    expect(inLakeRows).toEqual(inFlightRows);
  },
  45 * MINUTES,
);
