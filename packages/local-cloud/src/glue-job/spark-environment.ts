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
