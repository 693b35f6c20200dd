import { readdirSync } from "node:fs";
import path from "node:path";
import {
  checkInstallation,
  type Installation,
  installOnce,
  type Environment,
  runToEnd,
} from "@event-lake/local-cloud/installation";
import { requireMaven } from "../maven";

const POM = path.join(__dirname, "..", "..", "glue-src", "pom.xml");
const COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.0:copy-dependencies";

export interface MavenJarsOptions {
  /** Also those that read s3:// and s3a://, 269 MB. */
  readonly s3: boolean;
}

/**
 * The jars of glue-src/pom.xml, fetched once by the user's own Maven, with the user's own settings, into the user's cache
 * folder.
 *
 * @returns paths of the jars, sorted
 * @throws Error with Maven's own words, or the line that installs Maven
 */
export async function mavenJars(
  options: MavenJarsOptions,
  onProgress: (message: string) => void,
  environment: Environment = process.env,
): Promise<readonly string[]> {
  const folder = await installOnce(installationOf(options, onProgress, environment), environment);
  const jars = readdirSync(folder).filter((file) => file.endsWith(".jar"));
  return jars.sort().map((jar) => path.join(folder, jar));
}

/** Throws what `mavenJars` would throw for want of Maven, and fetches nothing. */
export function checkMavenJars(options: MavenJarsOptions, environment: Environment = process.env): void {
  checkInstallation(
    installationOf(options, () => undefined, environment),
    environment,
  );
}

function installationOf(
  { s3 }: MavenJarsOptions,
  onProgress: (message: string) => void,
  environment: Environment,
): Installation {
  return {
    name: s3 ? "spark-s3-jars" : "spark-jars",
    manifest: POM,
    prepare: () => {
      requireMaven("Spark's jars are", environment);
    },
    install: async (output) => {
      onProgress(`fetching the jars of ${s3 ? "Delta and S3" : "Delta"} with Maven (once)`);
      const profile = s3 ? ["-P", "s3"] : [];
      const goal = [COPY, `-DoutputDirectory=${output}`, "-DincludeScope=runtime"];
      await runToEnd("mvn", ["-q", "-B", "-f", POM, ...profile, ...goal], environment);
    },
  };
}
