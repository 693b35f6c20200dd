import { readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { type PythonPackages, pythonEnvironment } from "../../local-cloud/installation/python-environment";
import type { Environment } from "../../local-cloud/installation/run-to-end";
import { findJava } from "./java";
import { mavenJars } from "./maven-jars";

/** Folder of the job: what a program that runs it puts on PYTHONPATH. */
export const GLUE_SOURCE = path.join(__dirname, "..", "..", "glue-src");

/** PySpark 3.5.4, Delta 3.3.0 and what the tests read tables with. */
export const SPARK_PACKAGES: PythonPackages = {
  name: "spark",
  requirements: path.join(GLUE_SOURCE, "requirements.txt"),
  program: "spark-submit",
  variable: "EVENT_LAKE_SPARK_VENV",
  newestMinor: 12,
};

export interface SparkOptions {
  /**
   * Whether s3:// and s3a:// are read.
   * @default false
   */
  readonly s3?: boolean;
  /**
   * Cores that Spark uses.
   * @default 2
   */
  readonly cores?: number;
  /**
   * Heap of the one JVM, in MiB.
   * @default 1024
   */
  readonly memoryMebibytes?: number;
  /** Settings of Spark: `spark.hadoop.fs.s3a.endpoint`. A value may not hold a space or a quote. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** How to run a PySpark program on this machine. */
export interface SparkEnvironment {
  /** Python to run it with. */
  readonly python: string;
  /** Variables to add to its environment. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Real Spark 3.5 with Delta 3.3 on this machine: finds Java 17, and installs packages and jars once, as locked in glue-src/.
 *
 * @throws Error naming what is missing, and the line that installs it
 */
export async function sparkEnvironment(
  options: SparkOptions,
  onProgress: (message: string) => void,
  environment: Environment = process.env,
): Promise<SparkEnvironment> {
  const javaHome = findJava(environment);
  const folder = await pythonEnvironment(SPARK_PACKAGES, onProgress, environment);
  const jars = await mavenJars({ s3: options.s3 ?? false }, onProgress, environment);
  const python = path.join(folder, "bin", "python");
  return {
    python,
    variables: {
      JAVA_HOME: javaHome,
      PYSPARK_PYTHON: python,
      PYSPARK_DRIVER_PYTHON: python,
      // A Spark of the user's own must not be started in the place of this one.
      SPARK_HOME: sparkHome(folder),
      SPARK_LOCAL_IP: "127.0.0.1",
      PYTHONDONTWRITEBYTECODE: "1",
      PYSPARK_SUBMIT_ARGS: submitArguments(options, jars),
    },
  };
}

/** pyspark brings a whole Spark along. */
function sparkHome(folder: string): string {
  const [python = "python3"] = readdirSync(path.join(folder, "lib")).filter((name) => name.startsWith("python3"));
  return path.join(folder, "lib", python, "site-packages", "pyspark");
}

function submitArguments({ cores = 2, memoryMebibytes = 1024, settings = {} }: SparkOptions, jars: readonly string[]) {
  const all: Readonly<Record<string, string>> = {
    // Short runs: compiling to the last degree, and collecting in parallel, costs more than it gains.
    "spark.driver.extraJavaOptions": '"-XX:TieredStopAtLevel=1 -XX:+UseSerialGC"',
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    // An empty folder that Spark would else make in the current one.
    "spark.sql.warehouse.dir": path.join(os.tmpdir(), "event-lake-spark-warehouse"),
    ...settings,
  };
  return [
    ...["--master", `local[${cores}]`, "--driver-memory", `${memoryMebibytes}m`, "--jars", `"${jars.join(",")}"`],
    ...Object.entries(all).flatMap(([name, value]) => ["--conf", `${name}=${value}`]),
    "pyspark-shell",
  ].join(" ");
}
