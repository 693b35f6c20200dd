import { zipSync, type Zippable } from "fflate";
import { checkInput, listOf } from "../input-rules/inputs";
import { RIGHT, wrong } from "../input-rules/rule";

const paths = listOf((path) => {
  const parts = typeof path === "string" ? path.split("/") : [""];
  const isInside = parts.every((part) => part !== "" && part !== "." && part !== "..") && !String(path).includes("\\");
  return isInside
    ? RIGHT
    : wrong(path, "must be a path inside of the zip, its parts parted by /", "Write it like package/file.py");
}, 1);

/** MS-DOS time starts here, in local time: a date in UTC would be out of range west of Greenwich. */
const FIXED_TIME = new Date(1980, 0, 1);
/** Regular file, rw-r--r--, as a Unix attribute of a zip entry. */
const FILE_ATTRIBUTES = (0o100644 << 16) >>> 0;
const UNIX = 3;

/**
 * Packs files into a zip that is the same, byte for byte, on every machine: fixed times, modes and order, and a deflate
 * that does not depend on the version of Node.
 *
 * @param files contents by path inside the zip, 1 or more, parts separated by `/`
 * @throws Error when a path leads out of the folder that somebody unpacks it in
 */
export function deterministicZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  checkInput("deterministicZip", "files", [...files.keys()], paths);
  const entries: Zippable = {};
  for (const name of [...files.keys()].sort()) {
    const bytes = files.get(name);
    if (bytes) entries[name] = [bytes, { mtime: FIXED_TIME, os: UNIX, attrs: FILE_ATTRIBUTES, level: 9 }];
  }
  return zipSync(entries);
}
