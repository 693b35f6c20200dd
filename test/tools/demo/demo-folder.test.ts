import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { takeDemoFolder } from "../../../tools/demo/demo-folder";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "event-lake-demo-folder-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

test("a folder that a living process has is refused, with that process named", () => {
  takeDemoFolder(folder);

  expect(() => takeDemoFolder(folder)).toThrow(`Another demo is running in this checkout (process ${process.pid}).`);
});

test("a folder that was given back, or whose process is dead, can be taken", () => {
  takeDemoFolder(folder)();
  takeDemoFolder(folder)();
  writeFileSync(path.join(folder, "process-id"), "999999999");

  expect(() => takeDemoFolder(folder)).not.toThrow();
});
