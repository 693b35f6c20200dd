import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname } from "node:path";
import { compileFunction } from "node:vm";

/** jq compiled to WebAssembly, as far as it is used here. */
interface JqInstance {
  raw(input: string, filter: string, flags: readonly string[]): string;
  readonly onInitialized: { addListener(listener: () => void): void };
}

/** What a run of jq wrote. */
export type JqRun = { readonly lines: string[] } | { readonly failure: string };

type Loader = (...scope: unknown[]) => void;

/** As much of the global as is used here: the DOM's types, which declare it, are not in this project. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
};

let loaded: { readonly loader: Loader; readonly wasm: object; readonly file: string } | undefined;

/**
 * Runs jq 1.6 (`jq-web` 0.5.1, the version that Firehose supports) once over many JSON values.
 *
 * Each run gets an instance of its own, which costs about 2 ms: an instance that is used again loses stack and file
 * descriptors with every call and fails after one or two thousand. The call itself costs about 15 ms however small its
 * input is, so give it many values at once.
 *
 * @param input JSON values, one after the other.
 * @param filter a jq program.
 * @returns one line per output, or the reason when jq wrote none and failed.
 * @see https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning-partitioning-keys.html
 */
export async function runJq(input: string, filter: string): Promise<JqRun> {
  const jq = await newInstance();
  try {
    const output = jq.raw(input, filter, ["-c"]);
    return { lines: output === "" ? [] : output.split("\n") };
  } catch (error) {
    return { failure: describe(error) };
  }
}

function describe(error: unknown): string {
  // jq-web keeps only the end of jq's message; the whole of it is where the stack would be. The error may come from
  // another realm, where it is no instance of this one's Error.
  const hasStack = typeof error === "object" && error !== null && "stack" in error;
  return String(hasStack ? error.stack : error)
    .replace(/\s+/g, " ")
    .trim();
}

function newInstance(): Promise<JqInstance> {
  loaded ??= load();
  const { loader, wasm, file } = loaded;
  const holder: { exports: unknown } = { exports: {} };
  const settings = {
    print: () => undefined,
    printErr: () => undefined,
    instantiateWasm: (imports: object, done: (instance: object) => void) => {
      const instance = new WebAssembly.Instance(wasm, imports);
      done(instance);
      return instance.exports;
    },
  };
  loader(
    holder,
    holder.exports,
    createRequire(file),
    dirname(file),
    file,
    undefined,
    processWithoutListeners,
    settings,
  );
  const instance = holder.exports as JqInstance;
  return new Promise((resolve) => {
    instance.onInitialized.addListener(() => {
      resolve(instance);
    });
  });
}

/** The package would otherwise end this process on any unhandled rejection, its own or not. */
const processWithoutListeners = { versions: process.versions, argv: [], on: () => undefined };

/**
 * The package is read as text and given its own scope, because it takes `fetch` for a way to read a file path, adds
 * listeners to `process`, and cannot be loaded twice by `require`.
 */
function load() {
  const file = createRequire(__filename).resolve("jq-web/jq.wasm.js");
  const scope = ["module", "exports", "require", "__dirname", "__filename", "fetch", "process", "jq"];
  const loader = compileFunction(readFileSync(file, "utf8"), scope, { filename: file }) as Loader;
  return { loader, wasm: new WebAssembly.Module(readFileSync(file.replace(/\.js$/, ".wasm"))), file };
}
