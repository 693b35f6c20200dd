import { spawn } from "node:child_process";
import path from "node:path";

const ROOT = path.join(__dirname, "..", "..");
const EVENTS = 5_000;
/** Another one for each day, so that a schedule that breaks something is met; it is in the output, to be run again. */
const SEED = Math.floor(Date.now() / 86_400_000);

jest.setTimeout(600_000);

interface Run {
  readonly exitCode: number | null;
  readonly output: string;
}

function runDemo(...options: readonly string[]): Promise<Run> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      process.execPath,
      ["--require", "./tools/run-typescript.cjs", "tools/demo/main.ts", ...options],
      { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NO_COLOR: "1" } },
    );
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    child.once("error", reject);
    child.once("close", (exitCode) => {
      resolve({ exitCode, output: Buffer.concat(chunks).toString() });
    });
  });
}

/** The figure in a line of the summary. */
function figure({ output }: Run, name: string): number {
  const found = new RegExp(`^ {2}${name} +([\\d,]+)`, "m").exec(output)?.[1];
  return Number(found?.replaceAll(",", ""));
}

it("loses nothing while everything on the way breaks, and stores twice only what it has to", async () => {
  const run = await runDemo("--chaos", "--count", String(EVENTS), "--seed", String(SEED));

  if (run.exitCode !== 0) throw new Error(`Exit code ${String(run.exitCode)} with --seed ${SEED}:\n${run.output}`);
  expect(run.output).toContain("Proved: every event is where it belongs");
  expect(run.output).not.toMatch(/^ {2}NO /m);
  expect(figure(run, "processes killed")).toBe(6);
  expect(figure(run, "throttled requests")).toBeGreaterThan(0);
  expect(figure(run, "failed entries")).toBeGreaterThan(0);
  expect(figure(run, "cut connections")).toBe(3);
  expect(figure(run, "shard splits")).toBe(2);
  expect(figure(run, "gateway restarts")).toBe(2);
  // Deliveries were taken without an answer: without a redelivery the books would be wrong.
  expect(figure(run, "redelivered")).toBeGreaterThan(0);
});
