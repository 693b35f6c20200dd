import { readdirSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { SparkEnvironment } from "@event-lake/local-cloud";

export interface PysparkOptions {
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

/** Variables with which a Python program that imports pyspark runs in this Spark, on files of this machine. */
export function pysparkVariables(
  { python, javaHome, jars }: SparkEnvironment,
  options: PysparkOptions,
): Readonly<Record<string, string>> {
  return {
    JAVA_HOME: javaHome,
    PYSPARK_PYTHON: python,
    PYSPARK_DRIVER_PYTHON: python,
    // A Spark of the user's own must not be started in the place of this one.
    SPARK_HOME: sparkHome(path.dirname(path.dirname(python))),
    SPARK_LOCAL_IP: "127.0.0.1",
    PYTHONDONTWRITEBYTECODE: "1",
    PYSPARK_SUBMIT_ARGS: submitArguments(options, jars),
  };
}

/** pyspark brings a whole Spark along. */
function sparkHome(folder: string): string {
  const [python = "python3"] = readdirSync(path.join(folder, "lib")).filter((name) => name.startsWith("python3"));
  return path.join(folder, "lib", python, "site-packages", "pyspark");
}

function submitArguments(
  { cores = 2, memoryMebibytes = 1024, settings = {} }: PysparkOptions,
  jars: readonly string[],
) {
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
