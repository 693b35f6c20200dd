import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import type { Environment } from "@event-lake/local-cloud/installation";

/** The Java of Glue 5.0; Spark 3.5 does not run on 21. */
const OF_SPARK = 17;
/** @see https://trino.io/docs/476/installation/deployment.html#java-runtime-environment */
const OF_TRINO = 24;
/** Where systems keep their Javas: the one on the PATH is Spark's. */
const JVM_FOLDERS = ["/usr/lib/jvm", "/Library/Java/JavaVirtualMachines"];

/**
 * Finds Java 17: in JAVA_HOME, else on the PATH.
 *
 * @returns the Java home
 * @throws Error that says what was found instead, and the line that installs it
 */
export function findJava(environment: Environment = process.env): string {
  const { home, found } = search(onPath(environment), (major) => major === OF_SPARK, environment);
  if (home !== undefined) return home;
  const line = process.platform === "darwin" ? "brew install openjdk@17" : "apt-get install openjdk-17-jre-headless";
  throw new Error(
    `Spark needs Java ${OF_SPARK}, in JAVA_HOME or on the PATH; ${listed(found)}.\n` +
      `Install it: ${line} (or your system's package), and set JAVA_HOME if it is not the first on the PATH.`,
  );
}

/**
 * Finds a Java 24 or later: in TRINO_JAVA_HOME, in JAVA_HOME, on the PATH, or where the system keeps its Javas.
 *
 * @param jvmFolders folders of Javas
 * @returns the Java home
 * @throws Error that says what was found instead, and what to do
 */
export function findJavaForTrino(
  environment: Environment = process.env,
  jvmFolders: readonly string[] = JVM_FOLDERS,
): string {
  const own = environment["TRINO_JAVA_HOME"] ?? "";
  const installed = jvmFolders
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder).flatMap((name) =>
        [name, path.join(name, "Contents", "Home")].map((home) => path.join(folder, home, "bin", "java")),
      ),
    )
    .filter((java) => existsSync(java));
  const candidates = [...(own === "" ? [] : [path.join(own, "bin", "java")]), ...onPath(environment), ...installed];
  const { home, found } = search(candidates, (major) => major >= OF_TRINO, environment);
  if (home !== undefined) return home;
  throw new Error(
    `Trino needs Java ${OF_TRINO} or later, in TRINO_JAVA_HOME, in JAVA_HOME, on the PATH or in ${jvmFolders.join(" or ")}; ${listed(found)}.\n` +
      `Install it: https://adoptium.net/installation (Temurin 25), and set TRINO_JAVA_HOME if it is anywhere else.`,
  );
}

function onPath(environment: Environment): string[] {
  const home = environment["JAVA_HOME"] ?? "";
  return [...(home === "" ? [] : [path.join(home, "bin", "java")]), "java"];
}

/** The first that is accepted, or what was found instead. */
function search(candidates: readonly string[], accepts: (major: number) => boolean, environment: Environment) {
  const found: string[] = [];
  for (const candidate of candidates) {
    const settings = javaSettings(candidate, environment);
    if (settings === undefined) continue;
    if (accepts(settings.major)) return { home: settings.home, found };
    found.push(`${candidate} is Java ${settings.major}`);
  }
  return { found };
}

function listed(found: readonly string[]): string {
  return found.length === 0 ? "there is none" : found.join(", ");
}

function javaSettings(java: string, environment: Environment): { home: string; major: number } | undefined {
  const run = spawnSync(java, ["-XshowSettings:properties", "-version"], { encoding: "utf8", env: environment });
  if (run.status !== 0) return undefined;
  const home = /^\s*java\.home = (.+)$/m.exec(run.stderr)?.[1];
  const major = /^\s*java\.specification\.version = (\d+)/m.exec(run.stderr)?.[1];
  return home === undefined || major === undefined ? undefined : { home, major: Number(major) };
}
