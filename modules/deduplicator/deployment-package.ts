import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { buildSync } from "esbuild";
import { deterministicZip } from "../archive";

/** A Lambda deployment package on disk. */
export interface DeploymentPackage {
  readonly path: string;
  /** Base64 SHA-256 of the zip, as Lambda reports it. */
  readonly sourceCodeHash: string;
}

export interface DeploymentPackageProps {
  /** File that exports `handler`, with or without its extension. */
  readonly entry: string;
  /** Further files of the package, by name. */
  readonly files?: Readonly<Record<string, string>>;
  /** Where the zip is written. */
  readonly output: string;
}

/**
 * Bundles a Lambda function into a zip that is the same, byte for byte, on every machine: fixed times, modes and order,
 * and a deflate that does not depend on the version of Node. So a plan shows a changed function only when its code
 * changed, and the package that was reviewed is the one that is applied.
 *
 * @throws Error when the entry is not there, cannot be bundled or holds no code
 */
export function buildDeploymentPackage(props: DeploymentPackageProps): DeploymentPackage {
  const zip = once(zips, JSON.stringify([props.entry, props.files]), () => pack(props));

  mkdirSync(path.dirname(props.output), { recursive: true });
  writeFileSync(props.output, zip);
  return { path: props.output, sourceCodeHash: createHash("sha256").update(zip).digest("base64") };
}

/** Every environment's stack holds the same function: its code is the same in all of them, and mostly the whole zip. */
const bundles = new Map<string, Uint8Array>();
const zips = new Map<string, Uint8Array>();

function once(known: Map<string, Uint8Array>, key: string, make: () => Uint8Array): Uint8Array {
  const made = known.get(key) ?? make();
  known.set(key, made);
  return made;
}

function pack({ entry, files = {} }: DeploymentPackageProps): Uint8Array {
  const encoder = new TextEncoder();
  const texts = Object.entries(files).map(([name, text]) => [name, encoder.encode(text)] as const);
  return deterministicZip(new Map([["index.js", once(bundles, entry, () => bundle(entry))], ...texts]));
}

function bundle(entry: string): Uint8Array {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    minify: true,
    platform: "node",
    target: "node22",
    format: "cjs",
    write: false,
    legalComments: "none",
    // Otherwise the folder that synth runs in could show in the bundle.
    absWorkingDir: path.dirname(entry),
    // The ES module builds of the SDK clients shake down to half the size of their CommonJS ones.
    mainFields: ["module", "main"],
    // The error that is thrown says it all; printed as well it would be there twice.
    logLevel: "silent",
  });
  const [output] = outputFiles;
  if (output === undefined || output.contents.length === 0) {
    throw new Error(`${entry}: the bundle is empty. The entry of a function is a file that exports "handler".`);
  }
  return output.contents;
}
