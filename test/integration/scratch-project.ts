import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

export const PROJECT = path.join(__dirname, "..", "..");

const FIXTURES = path.join(PROJECT, "test", "fixtures");

/**
 * A copy of this repository in a folder of its own, to be changed and thrown away. It has the environments and contracts of
 * test/fixtures: who replaces the shipped ones breaks no test.
 */
export class ScratchProject {
  readonly folder: string;

  /**
   * @param name part of the folder's name
   * @param contracts "shipped" leaves the contracts of events/ as they are
   */
  constructor(name: string, contracts: "fixtures" | "shipped" = "fixtures") {
    this.folder = mkdtempSync(path.join(os.tmpdir(), `event-lake-${name}-`));
    for (const file of projectFiles()) cpSync(path.join(PROJECT, file), path.join(this.folder, file));
    symlinkSync(path.join(PROJECT, "node_modules"), path.join(this.folder, "node_modules"));
    this.takeEnvironments();
    if (contracts === "fixtures") this.takeContracts();
  }

  /** Replaces text in one file. @throws Error when the text is not there: the test would prove nothing */
  edit(file: string, text: string, replacement: string): void {
    const name = path.join(this.folder, file);
    const before = readFileSync(name, "utf8");
    if (!before.includes(text)) throw new Error(`${file} does not contain ${JSON.stringify(text)}.`);
    writeFileSync(name, before.replace(text, replacement));
  }

  private takeEnvironments(): void {
    for (const file of readdirSync(path.join(FIXTURES, "environments"))) {
      const text = readFileSync(path.join(FIXTURES, "environments", file), "utf8");
      writeFileSync(path.join(this.folder, "environments", file), text.replaceAll("../../../environments/", "./"));
    }
  }

  private takeContracts(): void {
    const events = path.join(this.folder, "events");
    const contracts = (folder: string) => readdirSync(folder).filter((file) => file.endsWith(".json"));
    for (const file of contracts(events)) rmSync(path.join(events, file));
    const fixtures = path.join(FIXTURES, "contracts");
    for (const file of contracts(fixtures)) cpSync(path.join(fixtures, file), path.join(events, file));
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Files that git knows, or would add. */
function projectFiles(): string[] {
  const options = { cwd: PROJECT, encoding: "utf8" as const };
  const known = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z"], options);
  const deleted = new Set(execFileSync("git", ["ls-files", "--deleted", "-z"], options).split("\0"));
  return known.split("\0").filter((file) => file !== "" && !deleted.has(file));
}
