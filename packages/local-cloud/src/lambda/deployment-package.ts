import { mkdir, mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { unzipSync } from "fflate";
import type { DeployedFunction } from "./deployed-functions";

/**
 * Bytes a package may have once unzipped.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export const UNZIPPED_LIMIT_BYTES = 262_144_000;

/**
 * Unpacks a function's deployment package into `<workFolder>/<function name>/<code hash>` and returns that folder. A package
 * that is already there is used as it is. The folder appears whole or not at all, so two calls at once do no harm.
 *
 * @throws Error when an entry would be written outside the folder, when the package unzips to more than
 * {@link UNZIPPED_LIMIT_BYTES}, or when it is not a zip file.
 */
export async function unpackDeploymentPackage(deployed: DeployedFunction, workFolder: string): Promise<string> {
  const functionFolder = join(workFolder, folderName(deployed, "functionName"));
  const folder = join(functionFolder, folderName(deployed, "codeSha256"));
  if (await exists(folder)) return folder;

  const files = unzip(deployed);
  await mkdir(functionFolder, { recursive: true });
  const partFolder = await mkdtemp(join(functionFolder, ".part-"));
  for (const [name, content] of Object.entries(files)) {
    const path = pathInside(partFolder, name, deployed.functionName);
    if (name.endsWith("/")) {
      await mkdir(path, { recursive: true });
    } else {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    }
  }
  try {
    await rename(partFolder, folder);
  } catch (error) {
    await rm(partFolder, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  }
  return folder;
}

function unzip(deployed: DeployedFunction): Record<string, Uint8Array> {
  let unzippedBytes = 0;
  try {
    return unzipSync(deployed.zip, {
      filter: ({ originalSize }) => {
        unzippedBytes += originalSize;
        if (unzippedBytes > UNZIPPED_LIMIT_BYTES) {
          throw new Error(`it unzips to more than ${UNZIPPED_LIMIT_BYTES} bytes, Lambda's limit`);
        }
        return true;
      },
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `Function ${deployed.functionName}: the deployment package of ${deployed.zip.byteLength} bytes cannot be unzipped: ` +
        `${reason}. Deploy a smaller package that is a zip file.`,
      { cause: error },
    );
  }
}

function pathInside(folder: string, entry: string, functionName: string): string {
  const path = resolve(folder, entry);
  const escapes = !path.startsWith(folder + sep) || entry.includes("\\") || entry.split("/").includes("..");
  if (escapes) {
    throw new Error(
      `Function ${functionName}: the zip entry "${entry}" would be written outside the function's folder. ` +
        "Entries must be relative paths without '..' and backslashes; build the package again.",
    );
  }
  return path;
}

/** Lambda's Base64 hash may hold characters that are no part of a file name; a function name from AWS holds none. */
function folderName(deployed: DeployedFunction, property: "functionName" | "codeSha256"): string {
  const name = deployed[property].replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (!/^[\w-]+$/.test(name)) {
    throw new Error(
      `Function ${deployed.functionName}: ${property} "${deployed[property]}" cannot name a folder. ` +
        `It must consist of letters, digits, '-' and '_'${property === "codeSha256" ? ", or be Base64" : ""}.`,
    );
  }
  return name;
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch {
    return false;
  }
}
