/** What a program that starts a local cloud needs. The other doors are small and do not load the engines: README.md. */
export { startLocalCloud, type LocalCloud, type LocalCloudOptions, type Throttled } from "./local-cloud";
export type { FaultReport, RandomIntegers, ScheduledFault } from "./faults";
export type { RightInUse } from "@event-lake/aws-rights";
export type { TrinoInstallation } from "./athena/trino-server";
export type { SparkEnvironment } from "./glue-job/spark-environment";
export { isLoopback, loopbackEnvironment, NotLoopbackError, requireLoopback } from "./loopback-guard";
