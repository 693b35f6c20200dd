import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unpackDeploymentPackage } from "../../src/lambda/deployment-package";
import { deployed } from "./lambda-runner-under-test";

let workFolder = "";
beforeEach(async () => {
  workFolder = await mkdtemp(join(tmpdir(), "deployment-package-"));
});
afterEach(() => rm(workFolder, { recursive: true }));

it("unpacks files and folders under the function's name and code hash", async () => {
  const folder = await unpackDeploymentPackage(
    deployed({ "index.js": "1", "data/contracts.json": "[]" }, { codeSha256: "ab+/cd=" }),
    workFolder,
  );
  expect(folder).toBe(join(workFolder, "deduplicator", "ab-_cd"));
  expect(await readFile(join(folder, "data/contracts.json"), "utf8")).toBe("[]");
});

it("unpacks once however many calls come at the same time, and leaves nothing half done behind", async () => {
  const once = deployed("exports.handler = 1");
  const folders = await Promise.all(Array.from({ length: 8 }, () => unpackDeploymentPackage(once, workFolder)));
  expect(new Set(folders).size).toBe(1);
  expect(await readdir(join(workFolder, "deduplicator"))).toHaveLength(1);
});

it.each(["../escape.js", "a/../../escape.js", "/escape.js", "a\\..\\..\\escape.js"])(
  "refuses the zip entry %s and writes nothing outside",
  async (entry) => {
    await expect(unpackDeploymentPackage(deployed({ [entry]: "x" }), workFolder)).rejects.toThrow(
      /zip entry ".*escape.js" would be written outside/,
    );
    expect((await readdir(workFolder, { recursive: true })).filter((path) => path.endsWith("escape.js"))).toEqual([]);
  },
);

it.each([
  ["functionName", "../other"],
  ["codeSha256", ".."],
])("refuses a %s that would leave the work folder", async (property, value) => {
  await expect(unpackDeploymentPackage(deployed("x", { [property]: value }), workFolder)).rejects.toThrow(
    new RegExp(`${property} ".*" cannot name a folder`),
  );
});

it("says what is wrong with a package that is no zip file", async () => {
  const broken = deployed("x", { zip: Buffer.from("not a zip") });
  await expect(unpackDeploymentPackage(broken, workFolder)).rejects.toThrow(
    /Function deduplicator: the deployment package of 9 bytes cannot be unzipped/,
  );
});
