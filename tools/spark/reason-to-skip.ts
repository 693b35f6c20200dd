import type { Environment } from "@event-lake/local-cloud/installation";
import { checkLocalSpark } from "./local-spark";
import type { MavenJarsOptions } from "./maven-jars";

/**
 * Why tests that need Spark are skipped on this machine: what it lacks, and the line that installs it.
 *
 * @returns undefined when nothing is missing, and wherever CI is set: there, it is a failure
 */
export function reasonToSkipSpark(
  options: MavenJarsOptions,
  environment: Environment = process.env,
): string | undefined {
  if (environment["CI"]) return undefined;
  try {
    checkLocalSpark(options, environment);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
