import { buildSync } from "esbuild";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { runCommand } from "./run-command";

const MEBIBYTE = 1024 * 1024;

test("the function's memory stays under 256 MiB, and flat, over a thousand batches of a thousand events", async () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-memory-"));
  const outfile = path.join(folder, "thousand-batches.cjs");
  // Bundled as the function is: a TypeScript loader would be most of the memory.
  buildSync({
    entryPoints: [path.join(__dirname, "memory", "thousand-batches.ts")],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    mainFields: ["module", "main"],
  });

  const { output, exitCode } = await runCommand(process.execPath, [outfile], { cwd: folder });

  expect(exitCode).toBe(0);
  const samples = output
    .trim()
    .split("\n")
    .map((bytes) => Number(bytes) / MEBIBYTE);
  expect(samples).toHaveLength(20);
  expect(Math.max(...samples)).toBeLessThan(256);
  // What the cache of ids may grow to is reached within the first half.
  expect(Math.max(...samples.slice(10))).toBeLessThan(Math.max(...samples.slice(0, 10)) + 32);
  rmSync(folder, { recursive: true, force: true });
}, 900_000);
