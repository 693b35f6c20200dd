import { zipSync, type Zippable } from "fflate";

/** MS-DOS time starts here, in local time: a date in UTC would be out of range west of Greenwich. */
const FIXED_TIME = new Date(1980, 0, 1);
/** Regular file, rw-r--r--, as a Unix attribute of a zip entry. */
const FILE_ATTRIBUTES = (0o100644 << 16) >>> 0;
const UNIX = 3;

/**
 * Packs files into a zip that is the same, byte for byte, on every machine: fixed times, modes and order, and a deflate
 * that does not depend on the version of Node.
 *
 * @param files contents by path inside the zip, parts separated by `/`
 */
export function deterministicZip(files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const entries: Zippable = {};
  for (const name of [...files.keys()].sort()) {
    const bytes = files.get(name);
    if (bytes) entries[name] = [bytes, { mtime: FIXED_TIME, os: UNIX, attrs: FILE_ATTRIBUTES, level: 9 }];
  }
  return zipSync(entries);
}
