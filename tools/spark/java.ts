import { spawnSync } from "node:child_process";
import path from "node:path";
import type { Environment } from "@event-lake/local-cloud/installation";

/** The Java of Glue 5.0; Spark 3.5 does not run on 21. */
const MAJOR = 17;

/**
 * Finds Java 17: in JAVA_HOME, else on the PATH.
 *
 * @returns the Java home
 * @throws Error that says what was found instead, and the line that installs it
 */
export function findJava(environment: Environment = process.env): string {
  const home = environment["JAVA_HOME"];
  const candidates = [...(home === undefined || home === "" ? [] : [path.join(home, "bin", "java")]), "java"];
  const found: string[] = [];
  for (const candidate of candidates) {
    const settings = javaSettings(candidate, environment);
    if (settings === undefined) continue;
    if (settings.major === MAJOR) return settings.home;
    found.push(`${candidate} is Java ${settings.major}`);
  }
  const line = process.platform === "darwin" ? "brew install openjdk@17" : "apt-get install openjdk-17-jre-headless";
  throw new Error(
    `Spark needs Java ${MAJOR}, in JAVA_HOME or on the PATH; ${found.length === 0 ? "there is none" : found.join(", ")}.\n` +
      `Install it: ${line} (or your system's package), and set JAVA_HOME if it is not the first on the PATH.`,
  );
}

function javaSettings(java: string, environment: Environment): { home: string; major: number } | undefined {
  const run = spawnSync(java, ["-XshowSettings:properties", "-version"], { encoding: "utf8", env: environment });
  if (run.status !== 0) return undefined;
  const home = /^\s*java\.home = (.+)$/m.exec(run.stderr)?.[1];
  const major = /^\s*java\.specification\.version = (\d+)/m.exec(run.stderr)?.[1];
  return home === undefined || major === undefined ? undefined : { home, major: Number(major) };
}
