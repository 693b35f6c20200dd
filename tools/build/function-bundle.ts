import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";

const ROOT = path.join(__dirname, "../..");

/** A Lambda function as one file of JavaScript. */
export interface FunctionBundle {
  readonly code: Uint8Array;
  /** Every file that is in it, those of libraries included: absolute paths, sorted. */
  readonly sources: readonly string[];
}

/**
 * Bundles a Lambda function with its libraries, to the same bytes on every machine.
 *
 * @param entry file that exports `handler`, with or without its extension
 * @throws Error when the entry is not there, cannot be bundled or holds no code
 */
export function bundleFunction(entry: string): FunctionBundle {
  const folder = path.dirname(entry);
  const { outputFiles, metafile } = buildSync({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    write: false,
    metafile: true,
    legalComments: "none",
    // Said here, for a tsconfig.json would be looked for in every folder above the entry.
    tsconfigRaw: { compilerOptions: { strict: true, target: "es2022" } },
    // Otherwise the folder that the build runs in could show in the bundle.
    absWorkingDir: folder,
    // The ES module builds of the SDK clients shake down to half the size of their CommonJS ones.
    mainFields: ["module", "main"],
    // The error that is thrown says it all; printed as well it would be there twice.
    logLevel: "silent",
  });
  const [output] = outputFiles;
  if (output === undefined || output.text.replace('"use strict";', "").trim() === "") {
    throw new Error(`${entry}: the bundle is empty. The entry of a function is a file that exports "handler".`);
  }
  const sources = Object.keys(metafile.inputs).map((source) => path.resolve(folder, source));
  return { code: output.contents, sources: sources.sort() };
}

/** Folder of the built deduplicator, below the repository and below the package alike: modules/deduplicator reads it. */
export const BUILT_FUNCTION = path.join("lambda-src", "dist", "deduplicate");

/** Hash of each source that a build read, by path. */
type Sources = Readonly<Record<string, string>>;

/**
 * Builds the deduplicator where a file that is in it has another content than at the last build, or is gone; otherwise
 * nothing is done, within some 20 ms.
 *
 * @returns the sources of the bundle
 */
export function buildDeduplicator(root = ROOT): readonly string[] {
  const folder = path.join(root, BUILT_FUNCTION);
  const record = path.join(folder, "sources.json");
  const known = readSources(record);
  if (known && existsSync(path.join(folder, "index.js")) && isFresh(known)) return Object.keys(known);

  const { code, sources } = bundleFunction(path.join(root, "lambda-src/deduplicate/handler"));
  mkdirSync(folder, { recursive: true });
  replaceFile(path.join(folder, "index.js"), code);
  // Last: a build that is interrupted is not taken for one that is done.
  replaceFile(record, JSON.stringify(hashes([...sources, __filename])));
  return sources;
}

function readSources(record: string): Sources | undefined {
  return existsSync(record) ? (JSON.parse(readFileSync(record, "utf8")) as Sources) : undefined;
}

function isFresh(known: Sources): boolean {
  return Object.entries(known).every(([source, hash]) => existsSync(source) && hashOf(source) === hash);
}

function hashes(sources: readonly string[]): Sources {
  return Object.fromEntries(sources.map((source) => [source, hashOf(source)]));
}

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

/** In one step: several programs may build at once, and a third may be reading. */
function replaceFile(file: string, content: string | Uint8Array): void {
  const written = `${file}.${process.pid}`;
  writeFileSync(written, content);
  renameSync(written, file);
}
