import path from "node:path";
import type { Amendment } from "../gateway/gateway";
import type { Credentials } from "../rights/role-sessions";
import type { Forward, ServiceRequest, ServiceResponse } from "../gateway/service-message";

/** A Spark on this machine. Whoever starts the local cloud makes it: the cloud installs none. */
export interface SparkEnvironment {
  /** Python interpreter that has pyspark. */
  readonly python: string;
  /** Folder of a Java 17. */
  readonly javaHome: string;
  /** Jars that Glue brings by itself: the S3A file system, and Delta for `--datalake-formats delta`. */
  readonly jars: readonly string[];
  /** Most memory of the driver, as Java writes it. @default "1g" */
  readonly driverMemory?: string;
}

export interface SparkDefaultsProps {
  readonly spark: SparkEnvironment;
  /** The local cloud. */
  readonly endpoint: string;
  readonly region: string;
  /** Of the job's role. */
  readonly credentials: Credentials;
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
  const { spark, endpoint, region, credentials, folder, hasDelta } = props;
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
    ["spark.hadoop.fs.s3a.access.key", credentials.accessKeyId],
    ["spark.hadoop.fs.s3a.secret.key", credentials.secretAccessKey],
    ...props.sparkSettings,
  ]);
  return [...settings].map(([name, value]) => `${name} ${value}\n`).join("");
}

const KMS_KEY = "x-amz-server-side-encryption-aws-kms-key-id";

/**
 * Lets Spark's S3A copy objects of a bucket with a KMS key over plain HTTP: it names the key of the source in the copy, and
 * the AWS SDK refuses to send a key's name without TLS. Without the name, the copy gets the bucket's key by default, which is
 * the same one. Glue reads S3 by another file system, over TLS.
 */
export class ObjectsOverHttp implements Amendment {
  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    return request.service === "s3" ? this.withoutKey(request, forward) : undefined;
  }

  private async withoutKey(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const response = await forward(request);
    const headers = Object.entries(response.headers).filter(([name]) => name.toLowerCase() !== KMS_KEY);
    return { ...response, headers: Object.fromEntries(headers) };
  }
}
