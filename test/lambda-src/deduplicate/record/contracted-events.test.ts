import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readContractedEvents } from "../../../../lambda-src/deduplicate/record/contracted-events";
import { CONTRACTED_EVENTS_FILE } from "../../../../lambda-src/interface";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "contracted-events-"));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(content: string) {
  writeFileSync(join(folder, CONTRACTED_EVENTS_FILE), content);
}

describe("readContractedEvents", () => {
  test("reads the names of the file", () => {
    write('["account:created","login"]');

    expect([...readContractedEvents(folder)]).toEqual(["account:created", "login"]);
  });

  test("names the file that is missing", () => {
    expect(() => readContractedEvents(folder)).toThrow(`${join(folder, CONTRACTED_EVENTS_FILE)} cannot be read`);
  });

  test("names the file that is not JSON", () => {
    write("account:created");

    expect(() => readContractedEvents(folder)).toThrow("contracted-events.json cannot be read: Unexpected token");
  });

  test.each(['{"account:created":true}', "[1]", "null"])("refuses %s", (content) => {
    write(content);

    expect(() => readContractedEvents(folder)).toThrow("is not an array of strings");
  });
});
