import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { curationContractsJson } from "../../../../events/curation-contracts";
import { loadEventContracts } from "../../../../events/event-contracts";
import { readContracts } from "../../../../lambda-src/deduplicate/contract/contracts";
import { CONTRACTS_FILE } from "../../../../lambda-src/interface";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "contracts-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test("the document that synth writes holds every contract", () => {
  const contracts = loadEventContracts();
  writeFileSync(join(folder, CONTRACTS_FILE), curationContractsJson(contracts));

  const read = readContracts(folder);

  expect([...read.keys()].sort()).toEqual(contracts.map(({ name }) => name).sort());
  expect([...read.values()].every((fields) => Array.isArray(fields))).toBe(true);
});

test("a file that is missing is named", () => {
  expect(() => readContracts(folder)).toThrow(`${join(folder, CONTRACTS_FILE)} cannot be read`);
});

test.each([
  ["account:created", "cannot be read: Unexpected token"],
  ['{"version":1,"contracts":[]}', "is of version 1, not 2. The deployment package must hold the contracts document"],
  ['{"version":2}', "is of version 2, not 2"],
  ["[]", "is of version undefined, not 2"],
])("a file that holds %s is refused", (content, message) => {
  writeFileSync(join(folder, CONTRACTS_FILE), content);

  expect(() => readContracts(folder)).toThrow(message);
});
