import path from "node:path";
import type { SparkEnvironment } from "./spark-environment";

export interface SparkDefaultsProps {
  readonly spark: SparkEnvironment;
  /** The local cloud. */
  readonly endpoint: string;
  readonly region: string;
  /** Folder of the run, for what Spark writes besides the tables. */
  readonly folder: string;
  readonly hasDelta: boolean;
  /** Settings of the job: they win. */
  readonly sparkSettings: ReadonlyMap<string, string>;
}

/**
 * The text of a `spark-defaults.conf` that makes a laptop's Spark what Glue's is to a job: `s3://` is read and written, at
 * the local cloud, and Delta is there when the job asks for it. Memory and threads are bounded.
 *
 * @see https://spark.apache.org/docs/3.5.4/configuration.html
 */
export function sparkDefaults(props: SparkDefaultsProps): string {
  const { spark, endpoint, region, folder, hasDelta } = props;
  const { hostname, port } = new URL(endpoint);
  const jars = spark.jars.filter((jar) => hasDelta || !path.basename(jar).startsWith("delta-"));
  const java = [
    "-XX:+UseSerialGC",
    // Short runs: what the second compiler takes it does not give back.
    "-XX:TieredStopAtLevel=1",
    `-Djava.io.tmpdir=${folder}`,
    // Whoever wants to leave this machine goes to a proxy that refuses.
    `-Dhttp.proxyHost=${hostname} -Dhttp.proxyPort=${port} -Dhttps.proxyHost=${hostname} -Dhttps.proxyPort=${port}`,
    "-Dhttp.nonProxyHosts=127.0.0.1|localhost",
  ];
  const settings = new Map([
    ["spark.master", "local[2]"],
    ["spark.driver.memory", spark.driverMemory ?? "1g"],
    ["spark.driver.bindAddress", "127.0.0.1"],
    ["spark.driver.host", "127.0.0.1"],
    ["spark.driver.extraJavaOptions", java.join(" ")],
    ["spark.jars", jars.join(",")],
    ["spark.local.dir", folder],
    ["spark.sql.warehouse.dir", path.join(folder, "warehouse")],
    ["spark.ui.enabled", "false"],
    ["spark.hadoop.fs.s3.impl", "org.apache.hadoop.fs.s3a.S3AFileSystem"],
    ["spark.hadoop.fs.s3a.endpoint", endpoint],
    ["spark.hadoop.fs.s3a.endpoint.region", region],
    ["spark.hadoop.fs.s3a.path.style.access", "true"],
    ["spark.hadoop.fs.s3a.connection.ssl.enabled", "false"],
    ["spark.hadoop.fs.s3a.aws.credentials.provider", "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider"],
    ["spark.hadoop.fs.s3a.access.key", "test"],
    ["spark.hadoop.fs.s3a.secret.key", "test"],
    ...props.sparkSettings,
  ]);
  return [...settings].map(([name, value]) => `${name} ${value}\n`).join("");
}
