import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environments } from "../../environments";
import { curationContractsJson } from "../../events/curation-contracts";
import { loadEventContracts } from "../../events/event-contracts";
import { accountStackId } from "../../stacks/account-stack";
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

test("the app makes an event-lake stack of each environment and one stack of each account, the same in every folder", async () => {
  const [one, other] = [path.join(folder, "one"), path.join(folder, "deep/down/other")];
  mkdirSync(path.dirname(other), { recursive: true });
  await Promise.all([synthesise(one), synthesise(other)]);

  const lakes = environments.map(({ namePrefix, name }) => `${namePrefix}-${name}`);
  const accounts = new Set(environments.map(accountStackId));
  expect(readdirSync(path.join(one, "stacks")).sort()).toEqual([...accounts, ...lakes].sort());
  const [first, second] = [files(one), files(other)];
  expect([...first.keys()]).toEqual(expect.arrayContaining(lakes.map((lake) => `stacks/${lake}/.terraform.lock.hcl`)));
  const contracts = curationContractsJson(loadEventContracts());
  for (const lake of lakes) {
    const own = [...first].filter(([name]) => name.startsWith(`stacks/${lake}/`) && name.endsWith("/contracts.json"));
    expect(own.map(([, content]) => content.toString())).toEqual([contracts]);
  }
  expect([...second.keys()]).toEqual([...first.keys()]);
  // Not `toEqual`, which compares two buffers of a megabyte for seconds.
  expect([...first].filter(([name, content]) => !second.get(name)?.equals(content)).map(([name]) => name)).toEqual([]);
}, 60_000);
