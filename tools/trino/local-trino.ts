import { createHash } from "node:crypto";
import { createReadStream, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { pipeline } from "node:stream/promises";
import type { TrinoInstallation } from "@event-lake/local-cloud";
import {
  checkInstallation,
  type Environment,
  type Installation,
  installOnce,
  runToEnd,
} from "@event-lake/local-cloud/installation";
import { findJavaForTrino } from "../java";
import { requireMaven } from "../maven";
import { z } from "zod";

const MANIFEST = path.join(__dirname, "trino.json");
const COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.6.0:copy";

const manifest = z
  .strictObject({ artifact: z.string(), sha256: z.string(), plugins: z.array(z.string()) })
  .parse(JSON.parse(readFileSync(MANIFEST, "utf8")));

/**
 * Trino, which runs the queries of Athena in the local cloud: fetched once by the user's own Maven (821 MB, of which 394
 * stay), into the user's cache folder.
 *
 * @throws Error that says what is missing and the line that installs it
 */
export async function localTrino(
  onProgress: (message: string) => void,
  environment: Environment = process.env,
): Promise<TrinoInstallation> {
  const javaHome = findJavaForTrino(environment);
  return { javaHome, folder: await installOnce(installationOf(onProgress, environment), environment) };
}

/** Throws at once what `localTrino` would throw for want of Java or Maven, and installs nothing. */
export function checkLocalTrino(environment: Environment = process.env): void {
  findJavaForTrino(environment);
  checkInstallation(
    installationOf(() => undefined, environment),
    environment,
  );
}

function installationOf(onProgress: (message: string) => void, environment: Environment): Installation {
  return {
    name: "trino",
    manifest: MANIFEST,
    prepare: () => {
      requireMaven("Trino is", environment);
    },
    install: async (folder) => {
      onProgress("fetching Trino with Maven (once, 821 MB)");
      const download = path.join(folder, "download");
      mkdirSync(download, { recursive: true });
      const goal = [COPY, `-Dartifact=${manifest.artifact}`, `-DoutputDirectory=${download}`, "-Dmdep.useBaseVersion"];
      await runToEnd("mvn", ["-q", "-B", ...goal], environment);
      const [archive = ""] = readdirSync(download);
      await checkSum(path.join(download, archive));
      onProgress("unpacking Trino");
      // A connector's files are hard links to those of another: all are unpacked, and what is needed is kept.
      await runToEnd(
        "tar",
        ["-xzf", path.join(download, archive), "-C", download, "--strip-components=1"],
        environment,
      );
      mkdirSync(path.join(folder, "plugin"));
      for (const part of ["lib", ...manifest.plugins.map((plugin) => path.join("plugin", plugin))]) {
        renameSync(path.join(download, part), path.join(folder, part));
      }
      rmSync(download, { recursive: true });
    },
  };
}

async function checkSum(file: string): Promise<void> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  const found = hash.digest("hex");
  if (found !== manifest.sha256) {
    throw new Error(`${path.basename(file)} has the SHA-256 ${found} instead of ${manifest.sha256} (${MANIFEST}).`);
  }
}
