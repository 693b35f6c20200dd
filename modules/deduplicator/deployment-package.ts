import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { CONTRACTS_FILE } from "../../lambda-src/interface";
import { deterministicZip } from "../archive";

/** The function and its libraries in one file, as they were built and tested with this package. */
const CODE = path.join(__dirname, "../../lambda-src/dist/deduplicate/index.js");

/**
 * The zip that Lambda gets: the code, which is the same bytes for everybody, and the contracts beside it. Nothing is bundled
 * where an app is synthesised. So a plan shows a changed function only when code or contracts changed.
 *
 * @param contracts JSON text
 * @throws Error when the package was installed in part
 */
export function deploymentPackage(contracts: string): Uint8Array {
  const known = ZIPS.get(contracts);
  if (known !== undefined) return known;
  if (!existsSync(CODE)) {
    throw new Error(`${CODE}: the code of the function is not there. Install event-lake again, whole.`);
  }
  const zip = deterministicZip(
    new Map([
      ["index.js", readFileSync(CODE)],
      [CONTRACTS_FILE, new TextEncoder().encode(contracts)],
    ]),
  );
  ZIPS.set(contracts, zip);
  return zip;
}

/** By contracts: those of an app's environments are mostly the same, and a zip takes a tenth of a second. */
const ZIPS = new Map<string, Uint8Array>();
