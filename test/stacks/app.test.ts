import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { synthesise } from "../../tools/synth/synthesise";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "app-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Every file under a folder, by its path inside of it. */
function files(root: string): Map<string, Buffer> {
  return new Map(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort()
      .map((file) => [path.relative(root, file), readFileSync(file)]),
  );
}

test("the app makes an account stack and an event-lake stack of each environment, the same in every folder", async () => {
  const [one, other] = [path.join(folder, "one"), path.join(folder, "deep/down/other")];
  mkdirSync(path.dirname(other), { recursive: true });
  await Promise.all([synthesise(one), synthesise(other)]);

  expect(readdirSync(path.join(one, "stacks")).sort()).toEqual([
    "event-lake-account-111111111111-eu-central-1",
    "event-lake-account-222222222222-eu-central-1",
    "event-lake-account-333333333333-eu-central-1",
    "event-lake-dev",
    "event-lake-prod",
    "event-lake-staging",
  ]);
  expect([...files(one).keys()]).toContain("stacks/event-lake-prod/.terraform.lock.hcl");
  expect(files(other)).toEqual(files(one));
}, 60_000);
