import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

interface Library {
  readonly name: string;
  readonly version: string;
  readonly license?: string;
}

/**
 * The licences of the libraries that are part of a bundle, which whoever passes the bundle on has to pass on, too: each text
 * once, below the libraries that have it.
 *
 * @param sources files of the bundle
 */
export function libraryLicenses(sources: readonly string[]): string {
  const folders = new Set(sources.map(libraryFolder).filter((folder) => folder !== undefined));
  const librariesOf = new Map<string, string[]>();
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(readFileSync(path.join(folder, "package.json"), "utf8")) as Library;
    const text = licenseText(folder);
    librariesOf.set(text, [...(librariesOf.get(text) ?? []), `${name} ${version} (${license ?? "see below"})`]);
  }
  const parts = [...librariesOf].map(([text, libraries]) => `${libraries.join("\n")}\n\n${text}`);
  return ["index.js holds these libraries.", ...parts].join(`\n\n${"-".repeat(80)}\n\n`);
}

/** The innermost package of a path: `.../node_modules/@scope/name`. */
function libraryFolder(source: string): string | undefined {
  const parts = source.split(path.sep);
  const at = parts.lastIndexOf("node_modules");
  if (at < 0) return undefined;
  return parts.slice(0, at + (parts[at + 1]?.startsWith("@") ? 3 : 2)).join(path.sep);
}

function licenseText(folder: string): string {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice)/i.test(file));
  return files.map((file) => readFileSync(path.join(folder, file), "utf8").trim()).join("\n\n");
}
