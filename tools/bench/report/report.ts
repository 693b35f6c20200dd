import { readFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { markdownTable, number, text } from "./markdown";
import { ratioText } from "./numbers";

/** What a measurement has to say. */
export interface Report {
  readonly goals: readonly Goal[];
  /** Markdown: tables, and what was measured and what was simulated. */
  readonly details: string;
  /** An SVG for the page. */
  readonly chart?: string;
}

export interface MeasureProps {
  /** Less of everything: shows that it works, and roughly what it finds. */
  readonly quick: boolean;
  readonly onProgress: (text: string) => void;
}

/** One ratio, and what it should be. */
export interface Goal {
  /** Of what, and against what. */
  readonly figure: string;
  /** At least. */
  readonly goal: number;
  readonly measured: number;
}

/** Ratios against their goals. A missed goal says so. */
export function goalsTable(goals: readonly Goal[]): string {
  return markdownTable(
    [text("Ratio"), number("Goal"), number("Measured"), text("")],
    goals.map(({ figure, goal, measured }) => [
      figure,
      `${goal}x`,
      ratioText(measured),
      measured >= goal ? "reached" : "missed",
    ]),
  );
}

const PACKAGES = ["@aws-lambda-powertools/idempotency", "@aws-sdk/client-dynamodb", "dynalite", "esbuild"];
const MODULES = path.join(__dirname, "../../../node_modules");

/** One sentence: when, on which machine, with which versions. */
export function conditions(now: Date): string {
  const [cpu] = os.cpus();
  const memory = `${Math.round(os.totalmem() / 2 ** 30)} GiB of memory`;
  const versions = PACKAGES.map((name) => `${name} ${versionOf(name)}`).join(", ");
  const date = now.toISOString().slice(0, "YYYY-MM-DD".length);
  const load = (os.loadavg()[0] ?? 0).toFixed(1);
  return (
    `Measured on ${date}, on ${os.cpus().length} cores (${cpu?.model.trim() ?? "unknown"}) and ${memory}, ` +
    `at a load of ${load} at the end, with Node ${process.versions.node}, ${versions}.`
  );
}

function versionOf(name: string): string {
  const { version } = JSON.parse(readFileSync(path.join(MODULES, name, "package.json"), "utf8")) as { version: string };
  return version;
}
