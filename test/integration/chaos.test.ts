import { runProgram } from "./run-command";
import { ScratchProject } from "./scratch-project";

const MINUTES = 60_000;
const EVENTS = 5_000;
/** In the output, so that a run that broke something can be run again. */
const SEED = process.env["EVENT_LAKE_CHAOS_SEED"] ?? "1";
let project: ScratchProject;

beforeEach(() => {
  project = new ScratchProject("chaos");
  // A burst of several times the quota: what the delivery stream refuses has to be sent again.
  project.edit("environments/dev.ts", "bufferSeconds: 60 }", "bufferSeconds: 60, directPutMebibytes: 0.1 }");
});

afterEach(() => {
  project.remove();
});

/** The figure in a line of the summary. */
function figure(output: string, name: string): number {
  const found = new RegExp(`^ {2}${name} +([\\d,]+)`, "m").exec(output)?.[1];
  return Number(found?.replaceAll(",", ""));
}

const chaos = () =>
  runProgram(project.folder, "tools/demo/main.ts", ["--chaos", "--count", String(EVENTS), "--seed", SEED]);

test(
  "nothing is lost while everything on the way breaks, and stored twice is only what has to be",
  async () => {
    const { exitCode, output } = await chaos();

    if (exitCode !== 0) throw new Error(`Exit code ${String(exitCode)} with --seed ${SEED}:\n${output}`);
    expect(output).toContain("Proved: every event is in the tables once");
    expect(output).not.toMatch(/^ {2}NO /m);
    expect(figure(output, "processes killed")).toBe(6);
    expect(figure(output, "throttled requests")).toBeGreaterThan(0);
    expect(figure(output, "failed entries")).toBeGreaterThan(0);
    expect(figure(output, "records of the delivery stream")).toBeGreaterThan(0);
    expect(figure(output, "cut connections")).toBe(3);
    expect(figure(output, "shard splits")).toBe(2);
    expect(figure(output, "gateway restarts")).toBe(2);
    // Deliveries were taken without an answer: without a redelivery the books would be wrong.
    expect(figure(output, "redelivered")).toBeGreaterThan(0);
    // They are stored twice where they were delivered, and once where people query.
    expect(figure(output, "in a run of the job")).toBeGreaterThanOrEqual(figure(output, "redelivered"));
    expect(output).toMatch(/yes {2}no event is in the Delta tables twice/);
  },
  30 * MINUTES,
);
