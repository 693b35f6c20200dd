import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { reasonToSkipSpark } from "../../../tools/spark/reason-to-skip";

let empty: string;

beforeEach(() => {
  empty = mkdtempSync(path.join(os.tmpdir(), "no-java-"));
});
afterEach(() => {
  rmSync(empty, { recursive: true });
});

test("a machine without Java skips what needs Spark, and says what to install", () => {
  expect(reasonToSkipSpark({ s3: true }, { PATH: empty })).toMatch(
    /^Spark needs Java 17, .*there is none\.\nInstall it: /,
  );
});

test("in CI nothing is skipped: what is missing fails", () => {
  expect(reasonToSkipSpark({ s3: true }, { PATH: empty, CI: "true" })).toBeUndefined();
});
