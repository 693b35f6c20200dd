import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { buildSync } from "esbuild";
import { multipliedPlan } from "../multiplied-plan";

const MINUTES = 60_000;
const MEBIBYTE = 1024 * 1024;

let folder: string;
let command: string;

/** The command as it is installed: compiled before it runs. */
beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "plan-review-large-"));
  command = path.join(folder, "command.js");
  buildSync({
    entryPoints: [path.join(__dirname, "../../src/command.ts")],
    ...{ outfile: command, bundle: true, platform: "node", target: "node20" },
  });
  writeFileSync(
    path.join(folder, "measure.cjs"),
    `process.on("exit", () => {
       const { maxRSS, userCPUTime, systemCPUTime } = process.resourceUsage();
       require("node:fs").writeFileSync("used.json", JSON.stringify({ mebibytes: maxRSS / 1024, seconds: (userCPUTime + systemCPUTime) / 1e6 }));
     });`,
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Used {
  /** Most that the process had in memory. */
  readonly mebibytes: number;
  /** Time of the processor: tests beside this one must not make it slower. */
  readonly seconds: number;
}

function review(plan: unknown, indent?: number): Used & { readonly size: number } {
  const file = path.join(folder, "plan.json");
  writeFileSync(file, JSON.stringify(plan, undefined, indent));
  const run = spawnSync(process.execPath, ["--require", "./measure.cjs", command, "plan.json", "--output", "review"], {
    cwd: folder,
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe"],
  });
  expect([run.status, run.stderr]).toEqual([3, ""]);
  const used = JSON.parse(readUsed()) as Used;
  const size = statSync(file).size / MEBIBYTE;
  process.stdout.write(
    `  a plan of ${size.toFixed(1)} MiB: ${used.seconds.toFixed(2)} s, ${used.mebibytes.toFixed(0)} MiB of memory\n`,
  );
  return { ...used, size };
}

function readUsed(): string {
  return readFileSync(path.join(folder, "used.json"), "utf8");
}

test(
  "3,000 resources are reviewed in less than 3 seconds",
  () => {
    expect(review(multipliedPlan(3000).plan).seconds).toBeLessThan(3);
  },
  2 * MINUTES,
);

test(
  "a plan of 50 MB is reviewed within 1 GiB of memory",
  () => {
    const { size, mebibytes } = review(multipliedPlan(13_000).plan, 2);

    expect(size).toBeGreaterThan(50);
    expect(mebibytes).toBeLessThan(1024);
  },
  5 * MINUTES,
);
