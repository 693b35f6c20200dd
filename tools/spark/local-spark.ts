import path from "node:path";
import type { SparkEnvironment } from "@event-lake/local-cloud";
import {
  checkPythonEnvironment,
  type PythonPackages,
  pythonEnvironment,
  type Environment,
} from "@event-lake/local-cloud/installation";
import { findJava } from "../java";
import { checkMavenJars, mavenJars, type MavenJarsOptions } from "./maven-jars";

/** Folder of the job: what a program that runs it puts on PYTHONPATH. */
export const GLUE_SOURCE = path.join(__dirname, "..", "..", "glue-src");

/** PySpark 3.5.4, Delta 3.3.0 and what the tests read tables with. */
const SPARK_PACKAGES: PythonPackages = {
  name: "spark",
  requirements: path.join(GLUE_SOURCE, "requirements.txt"),
  program: "spark-submit",
  variable: "EVENT_LAKE_SPARK_VENV",
  newestMinor: 12,
};

/**
 * Real Spark 3.5 with Delta 3.3 on this machine: finds Java 17, and installs packages and jars once, as locked in glue-src/.
 *
 * @throws Error naming what is missing, and the line that installs it
 */
export async function localSpark(
  options: MavenJarsOptions,
  onProgress: (message: string) => void,
  environment: Environment = process.env,
): Promise<SparkEnvironment> {
  const javaHome = findJava(environment);
  const folder = await pythonEnvironment(SPARK_PACKAGES, onProgress, environment);
  const jars = await mavenJars(options, onProgress, environment);
  return { python: path.join(folder, "bin", "python"), javaHome, jars };
}

/** Throws at once what `localSpark` would throw for want of Java, Python or Maven, and installs nothing. */
export function checkLocalSpark(options: MavenJarsOptions, environment: Environment = process.env): void {
  findJava(environment);
  checkPythonEnvironment(SPARK_PACKAGES, environment);
  checkMavenJars(options, environment);
}
