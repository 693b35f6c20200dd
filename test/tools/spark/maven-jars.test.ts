import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { checkMavenJars, mavenJars } from "../../../tools/spark/maven-jars";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "maven-jars-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A Maven that writes its arguments down and puts two jars where it is told. */
function installMaven(exitCode = 0): void {
  const bin = path.join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const script = [
    "#!/bin/sh",
    'if [ "$1" = "--version" ]; then exit 0; fi',
    `echo "$*" >> ${folder}/calls`,
    "echo could not resolve",
    'for argument in "$@"; do case "$argument" in -DoutputDirectory=*) output="${argument#*=}";; esac; done',
    '/bin/mkdir -p "$output"',
    ': > "$output/b.jar"; : > "$output/a.jar"',
    `exit ${exitCode}`,
  ];
  writeFileSync(path.join(bin, "mvn"), `${script.join("\n")}\n`);
  chmodSync(path.join(bin, "mvn"), 0o755);
}

function jars(s3 = false): Promise<readonly string[]> {
  const environment = { PATH: path.join(folder, "bin"), XDG_CACHE_HOME: path.join(folder, "cache") };
  return mavenJars({ s3 }, () => undefined, environment);
}

function calls(): string[] {
  const file = path.join(folder, "calls");
  return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
}

test("the jars are fetched once, by the coordinates of the job's pom.xml", async () => {
  installMaven();

  const first = await jars();
  const second = await jars();

  expect(first.map((jar) => path.basename(jar))).toEqual(["a.jar", "b.jar"]);
  expect(second).toEqual(first);
  expect(calls()).toEqual([expect.stringMatching(/-f .*glue-src\/pom\.xml .*copy-dependencies/)]);
});

test("the large jars of S3 are another set, fetched only when they are asked for", async () => {
  installMaven();

  const small = await jars();
  const large = await jars(true);

  expect(path.dirname(large[0] ?? "")).not.toBe(path.dirname(small[0] ?? ""));
  expect(calls().map((call) => call.includes("-P s3"))).toEqual([false, true]);
});

test("without Maven the error says how to install it", async () => {
  await expect(jars()).rejects.toThrow(/there is no mvn on the PATH\.\nInstall it: /);
});

test("a fetch that fails says what Maven said, and the next one tries again", async () => {
  installMaven(1);
  await expect(jars()).rejects.toThrow(/mvn .* ended with exit code 1:\ncould not resolve/);
  installMaven();

  expect(await jars()).toHaveLength(2);
});

it("is known to lack Maven before anything is fetched, and to need none once the jars are there", async () => {
  const environment = { PATH: path.join(folder, "bin"), XDG_CACHE_HOME: path.join(folder, "cache") };
  expect(() => {
    checkMavenJars({ s3: true }, environment);
  }).toThrow("there is no mvn on the PATH");
  installMaven();
  await jars(true);
  rmSync(path.join(folder, "bin"), { recursive: true });

  checkMavenJars({ s3: true }, environment);

  expect(calls()).toHaveLength(1);
});
