import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { withInstallationLock } from "../../src/installation/install-once";
import { type PythonPackages, pythonEnvironment } from "../../src/installation/python-environment";
import { MOTO_PACKAGES } from "../../src/moto-server";

describe("installation lock", () => {
  let folder: string;
  let lockFile: string;

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "installation-lock-"));
    lockFile = path.join(folder, "moto.lock");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it("lets one at a time work", async () => {
    let working = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++working);
      await new Promise((resolve) => setImmediate(resolve));
      working -= 1;
    };

    await Promise.all([1, 2, 3].map(() => withInstallationLock(lockFile, work)));

    expect(most).toBe(1);
  });

  it("gives back what the work returns, and leaves no lock", async () => {
    expect(await withInstallationLock(lockFile, () => Promise.resolve("installed"))).toBe("installed");
    expect(existsSync(lockFile)).toBe(false);
  });

  it("leaves no lock when the work fails", async () => {
    const failing = withInstallationLock(lockFile, () => Promise.reject(new Error("no network")));

    await expect(failing).rejects.toThrow("no network");
    expect(existsSync(lockFile)).toBe(false);
  });

  it("takes over the lock of a process that is gone", async () => {
    const { pid: gone } = spawnSync(process.execPath, ["--version"]);
    writeFileSync(lockFile, String(gone));

    expect(await withInstallationLock(lockFile, () => Promise.resolve("installed"))).toBe("installed");
  });

  it("says so when the lock cannot be written", async () => {
    const elsewhere = path.join(folder, "missing", "moto.lock");

    await expect(withInstallationLock(elsewhere, () => Promise.resolve())).rejects.toThrow(/ENOENT.*moto\.lock/);
  });
});

describe("python environment", () => {
  let folder: string;
  const progress: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "python-environment-"));
    progress.length = 0;
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  interface FakePython {
    /** Minor version that it says it has. */
    readonly minor?: number;
    /** Exit code of its pip. */
    readonly pipExitCode?: number;
  }

  /**
   * Puts a Python on the only PATH there is. It makes a virtual environment of one script: a pip that writes its arguments and
   * PIP_INDEX_URL down, and moto_server when all went well. Everything is written to `calls`.
   */
  function installPython(name: string, { minor = 11, pipExitCode = 0 }: FakePython = {}): void {
    const calls = path.join(folder, "calls");
    const script = [
      "#!/bin/sh",
      `if [ "$1" = "-c" ]; then echo ${minor}; exit 0; fi`,
      `echo "venv $3" >> ${calls}`,
      `/bin/mkdir -p "$3/bin"`,
      `/bin/cat > "$3/bin/pip" <<'PIP'`,
      "#!/bin/sh",
      `echo "pip $* index=$PIP_INDEX_URL" >> ${calls}`,
      "echo pip was here",
      `if [ ${pipExitCode} -eq 0 ]; then : > "\${0%/pip}/moto_server"; fi`,
      `exit ${pipExitCode}`,
      "PIP",
      `/bin/chmod +x "$3/bin/pip"`,
    ].join("\n");
    const bin = path.join(folder, "bin");
    mkdirSync(bin, { recursive: true });
    writeFileSync(path.join(bin, name), `${script}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }

  function environmentOf(
    variables: Readonly<Record<string, string>> = {},
    packages: PythonPackages = MOTO_PACKAGES,
  ): Promise<string> {
    const own = { PATH: path.join(folder, "bin"), XDG_CACHE_HOME: path.join(folder, "cache") };
    return pythonEnvironment(packages, (message) => progress.push(message), { ...own, ...variables });
  }

  function calls(): string[] {
    const file = path.join(folder, "calls");
    return existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
  }

  describe("EVENT_LAKE_MOTO_VENV", () => {
    it("names the environment to use, and nothing is installed", async () => {
      const named = path.join(folder, "venv");
      mkdirSync(path.join(named, "bin"), { recursive: true });
      writeFileSync(path.join(named, "bin", "moto_server"), "");

      expect(await environmentOf({ EVENT_LAKE_MOTO_VENV: named })).toBe(named);
      expect(calls()).toEqual([]);
    });

    it("is refused with the line that mends it when there is no moto in it", async () => {
      const named = path.join(folder, "elsewhere");

      await expect(environmentOf({ EVENT_LAKE_MOTO_VENV: named })).rejects.toThrow(
        `EVENT_LAKE_MOTO_VENV is "${named}", which has no bin/moto_server. Install it: "${named}/bin/pip" install -r `,
      );
    });

    it("counts as unset when it is empty", async () => {
      installPython("python3");

      expect(await environmentOf({ EVENT_LAKE_MOTO_VENV: "" })).toMatch(/\/moto-[0-9a-f]{12}$/);
    });
  });

  describe("without a usable Python", () => {
    const message = /needs Python 3\.11 or later with the venv module; none of python3, .* is one\.\nInstall it: /;

    it("says which Python is missing and how to install it", async () => {
      await expect(environmentOf()).rejects.toThrow(message);
    });

    it("does not take one that is too old", async () => {
      installPython("python3", { minor: 9 });

      await expect(environmentOf()).rejects.toThrow(message);
      expect(calls()).toEqual([]);
    });
  });

  describe("packages that do not run on the newest Python", () => {
    const packages = { ...MOTO_PACKAGES, newestMinor: 12 };

    it("are installed with an older one", async () => {
      installPython("python3", { minor: 13 });
      installPython("python3.12", { minor: 12 });

      expect(existsSync(path.join(await environmentOf({}, packages), "bin", "moto_server"))).toBe(true);
    });

    it("say which Python they run on when there is only a newer one", async () => {
      installPython("python3", { minor: 13 });

      await expect(environmentOf({}, packages)).rejects.toThrow("moto needs Python 3.11 to 3.12 with the venv module");
    });
  });

  describe("an installation", () => {
    it("is made once, by hash, in the user's cache folder, and then used as it is", async () => {
      installPython("python3");

      const first = await environmentOf();
      const second = await environmentOf();

      expect(path.dirname(first)).toBe(path.join(folder, "cache", "event-lake"));
      expect(existsSync(path.join(first, "bin", "moto_server"))).toBe(true);
      expect(second).toBe(first);
      expect(calls()).toEqual([
        `venv ${first}`,
        expect.stringMatching(/^pip install .*--require-hashes --no-deps -r .*requirements\.txt /),
      ]);
      expect(progress).toEqual(["installing moto into a virtual environment (once)"]);
    });

    it("uses a newer Python when the default one is too old", async () => {
      installPython("python3", { minor: 9 });
      installPython("python3.12", { minor: 12 });

      expect(existsSync(path.join(await environmentOf(), "bin", "moto_server"))).toBe(true);
    });

    it("runs pip with the user's own settings", async () => {
      installPython("python3");

      await environmentOf({ PIP_INDEX_URL: "https://pypi.example" });

      expect(calls().at(-1)).toMatch(/ index=https:\/\/pypi\.example$/);
    });

    it("that was interrupted is made anew", async () => {
      installPython("python3");
      const finished = await environmentOf();
      rmSync(path.join(finished, "event-lake-complete"));
      writeFileSync(path.join(finished, "half-written"), "");

      const again = await environmentOf();

      expect(again).toBe(finished);
      expect(existsSync(path.join(again, "half-written"))).toBe(false);
      expect(calls()).toHaveLength(4);
    });

    it("that fails says what pip said, and the next start tries again", async () => {
      installPython("python3", { pipExitCode: 2 });
      await expect(environmentOf()).rejects.toThrow(/bin\/pip install .* ended with exit code 2:\npip was here/);

      installPython("python3");

      expect(existsSync(path.join(await environmentOf(), "bin", "moto_server"))).toBe(true);
    });

    it("is made by one of several that start at once", async () => {
      installPython("python3");

      const folders = await Promise.all([environmentOf(), environmentOf(), environmentOf()]);

      expect(new Set(folders).size).toBe(1);
      expect(calls()).toHaveLength(2);
      expect(readdirSync(path.join(folder, "cache", "event-lake"))).toEqual([path.basename(folders[0])]);
    });
  });
});
