import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** A file that was found, with its text. */
export interface FoundFile {
  readonly file: string;
  readonly text: string;
}

/** All files of a name in the folders themselves and one level below: artefacts are unpacked into a folder each. */
export function filesInFolders(name: string, folders: readonly string[]): FoundFile[] {
  return folders.flatMap((folder) => {
    const below = existsSync(folder)
      ? readdirSync(folder, { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map((entry) => path.join(folder, entry.name))
          .sort()
      : [];
    return [folder, ...below]
      .map((one) => path.join(one, name))
      .filter((file) => existsSync(file))
      .map((file) => ({ file, text: readFileSync(file, "utf8") }));
  });
}
