import { spawnSync } from "node:child_process";
import type { Environment } from "@event-lake/local-cloud/installation";

/**
 * @param what begins the message: "Trino is"
 * @throws Error with the line that installs Maven, where there is none
 */
export function requireMaven(what: string, environment: Environment): void {
  if (spawnSync("mvn", ["--version"], { env: environment }).status === 0) return;
  const line =
    process.platform === "darwin" ? "brew install maven" : "apt-get install maven (or your system's package)";
  throw new Error(`${what} fetched by Maven, and there is no mvn on the PATH.\nInstall it: ${line}`);
}
