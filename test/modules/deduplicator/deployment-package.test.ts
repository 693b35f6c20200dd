import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { unzipSync } from "fflate";
import { deploymentPackage } from "../../../modules/deduplicator/deployment-package";

const BUILT = path.join(__dirname, "../../../lambda-src/dist/deduplicate/index.js");

test("the zip holds the code as it was built, and the contracts beside it, as they were given", () => {
  const files = unzipSync(deploymentPackage('{"version":2,"contracts":[]}'));

  expect(Object.keys(files)).toEqual(["contracts.json", "index.js"]);
  expect(Buffer.from(files["contracts.json"] ?? []).toString()).toBe('{"version":2,"contracts":[]}');
  expect(
    createHash("sha256")
      .update(files["index.js"] ?? "")
      .digest("hex"),
  ).toBe(createHash("sha256").update(readFileSync(BUILT)).digest("hex"));
});
