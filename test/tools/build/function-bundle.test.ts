import { execFile } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { BUILT_FUNCTION, buildDeduplicator, bundleFunction } from "../../../tools/build/function-bundle";
import { libraryLicenses } from "../../../tools/build/library-licenses";

const PROJECT = path.join(__dirname, "../../..");

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "function-bundle-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** The function's code in another folder, beside the libraries of this one. */
function copyOfCode(name: string): string {
  const copy = path.join(folder, name);
  mkdirSync(copy, { recursive: true });
  cpSync(path.join(PROJECT, "lambda-src"), path.join(copy, "lambda-src"), {
    recursive: true,
    filter: (source) => !source.includes(`${path.sep}dist`),
  });
  symlinkSync(path.join(PROJECT, "node_modules"), path.join(copy, "node_modules"));
  return copy;
}

/** Builds it in a process of its own. */
async function buildElsewhere(name: string, timeZone: string): Promise<Buffer> {
  const copy = copyOfCode(name);
  const script = `require("./tools/build/function-bundle").buildDeduplicator(${JSON.stringify(copy)});`;
  await promisify(execFile)(process.execPath, ["--require", "tsx/cjs", "--eval", script], {
    cwd: PROJECT,
    env: { ...process.env, TZ: timeZone },
  });
  return readFileSync(path.join(copy, BUILT_FUNCTION, "index.js"));
}

test("the deduplicator's code is the same, byte for byte, whatever the folder and time zone it is built in", async () => {
  const [one, other] = await Promise.all([
    buildElsewhere("one", "Pacific/Kiritimati"),
    buildElsewhere("other/further/down", "America/Los_Angeles"),
  ]);

  expect(one.equals(other)).toBe(true);
  expect(one.equals(readFileSync(path.join(PROJECT, BUILT_FUNCTION, "index.js")))).toBe(true);
  expect(one.toString()).not.toContain(folder);
}, 60_000);

/** A repository whose function is one line, so that a test need not bundle an SDK. */
function smallRepository(): { readonly root: string; readonly handler: string; readonly code: () => string } {
  const root = path.join(folder, "small");
  const handler = path.join(root, "lambda-src/deduplicate/handler.ts");
  mkdirSync(path.dirname(handler), { recursive: true });
  writeFileSync(path.join(root, "lambda-src/deduplicate/answer.ts"), 'export const answer = "first";\n');
  writeFileSync(handler, 'import { answer } from "./answer";\nexport const handler = () => answer;\n');
  return { root, handler, code: () => readFileSync(path.join(root, BUILT_FUNCTION, "index.js"), "utf8") };
}

test("an edit of a file that the handler imports is in the next build, with nothing done by hand", () => {
  const { root, code } = smallRepository();
  buildDeduplicator(root);
  expect(code()).toContain("first");

  writeFileSync(path.join(root, "lambda-src/deduplicate/answer.ts"), 'export const answer = "second";\n');
  buildDeduplicator(root);

  expect(code()).toContain("second");
});

test("nothing is built where only times changed, and everything where the built file is gone", () => {
  const { root, handler, code } = smallRepository();
  const sources = buildDeduplicator(root);
  const built = path.join(root, BUILT_FUNCTION, "index.js");
  const before = statSync(built);
  writeFileSync(handler, readFileSync(handler));

  expect(buildDeduplicator(root)).toEqual(expect.arrayContaining([...sources]));
  expect(statSync(built).ino).toBe(before.ino);

  rmSync(built);
  buildDeduplicator(root);
  expect(code()).toContain("first");
});

test("an entry without code is refused, with its path and what an entry is", () => {
  const empty = path.join(folder, "empty");
  writeFileSync(`${empty}.ts`, "// nothing yet\n");

  expect(() => bundleFunction(empty)).toThrow(
    `${empty}: the bundle is empty. The entry of a function is a file that exports "handler".`,
  );
});

test("an entry that is not there is refused with its path", () => {
  const missing = path.join(folder, "missing");

  expect(() => bundleFunction(missing)).toThrow(`Could not resolve "${missing}"`);
});

test("the licences name every library of a bundle, and give each text once", () => {
  const library = (name: string, license: string) => {
    const at = path.join(folder, "node_modules", name);
    mkdirSync(at, { recursive: true });
    writeFileSync(path.join(at, "package.json"), JSON.stringify({ name, version: "1.0.0", license: "MIT" }));
    writeFileSync(path.join(at, "LICENSE"), license);
    return path.join(at, "dist", "index.js");
  };
  const sources = [library("@a/one", "Ours"), library("two", "Ours"), library("three", "Theirs"), "/code/handler.ts"];

  const text = libraryLicenses(sources);

  expect(text).toContain("@a/one 1.0.0 (MIT)\ntwo 1.0.0 (MIT)\n\nOurs");
  expect(text).toContain("three 1.0.0 (MIT)\n\nTheirs");
});
