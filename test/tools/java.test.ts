import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { findJava, findJavaForTrino } from "../../tools/java";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "java-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** A Java in `home`/bin that says which one it is, as the real one does: on standard error. */
function installJava(home: string, version: string): string {
  const bin = path.join(folder, home, "bin");
  mkdirSync(bin, { recursive: true });
  const settings = `    java.home = /jvm/${home}\n    java.specification.version = ${version}`;
  writeFileSync(path.join(bin, "java"), `#!/bin/sh\necho "${settings}" >&2\n`);
  chmodSync(path.join(bin, "java"), 0o755);
  return path.join(folder, home);
}

test("Java 17 of JAVA_HOME comes before one on the PATH", () => {
  const home = installJava("named", "17");
  const onPath = path.join(installJava("path", "17"), "bin");

  expect(findJava({ JAVA_HOME: home, PATH: onPath })).toBe("/jvm/named");
});

test("Java 17 on the PATH is used when JAVA_HOME is another Java, or nothing", () => {
  const home = installJava("named", "21");
  const onPath = path.join(installJava("path", "17"), "bin");

  expect(findJava({ JAVA_HOME: home, PATH: onPath })).toBe("/jvm/path");
  expect(findJava({ JAVA_HOME: path.join(folder, "missing"), PATH: onPath })).toBe("/jvm/path");
  expect(findJava({ JAVA_HOME: "", PATH: onPath })).toBe("/jvm/path");
});

test("without Java 17 the error says what was found and how to install it", () => {
  const home = installJava("named", "21");

  expect(() => findJava({ JAVA_HOME: home, PATH: folder })).toThrow(
    /^Spark needs Java 17, in JAVA_HOME or on the PATH; .*named\/bin\/java is Java 21\.\nInstall it: .*17/,
  );
  expect(() => findJava({ PATH: folder })).toThrow(/there is none\.\nInstall it: /);
});

describe("the Java of Trino", () => {
  test("is the one that is named for it, before all others", () => {
    const named = installJava("named", "25");
    const onPath = path.join(installJava("path", "24"), "bin");

    expect(findJavaForTrino({ TRINO_JAVA_HOME: named, PATH: onPath }, [])).toBe("/jvm/named");
  });

  test("is found where the system keeps its Javas, beside the older one of Spark", () => {
    const home = installJava("spark", "17");
    installJava("jvms/temurin-25", "25");
    installJava("jvms/mac.jdk/Contents/Home", "21");

    expect(findJavaForTrino({ JAVA_HOME: home, PATH: folder }, [path.join(folder, "jvms")])).toBe(
      "/jvm/jvms/temurin-25",
    );
  });

  test("may be missing: the error says what was found, what to install and how to name it", () => {
    const home = installJava("spark", "17");

    expect(() => findJavaForTrino({ JAVA_HOME: home, PATH: folder }, [path.join(folder, "none")])).toThrow(
      /^Trino needs Java 24 or later.*spark\/bin\/java is Java 17\.\nInstall it: .*TRINO_JAVA_HOME/,
    );
  });
});
