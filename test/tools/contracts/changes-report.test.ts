import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { acceptedVersions, changesReport } from "../../../tools/contracts/changes-report";

const contract = (version: number, enumeration: readonly string[]) => ({
  "x-event-name": "a:b",
  "x-version": version,
  type: "object",
  properties: { x: { type: "string", enum: enumeration } },
});
const only = (schema: object) => new Map([["a:b", schema as Record<string, unknown>]]);
const BEFORE = only(contract(1, ["a", "b"]));
const NARROWER = only(contract(2, ["a"]));

test("contracts that are the same say so", () => {
  expect(changesReport(BEFORE, BEFORE, [])).toEqual({ lines: ["No contract changes."], passed: true });
});

test("a change that breaks nothing passes, with the version raised", () => {
  expect(changesReport(BEFORE, only(contract(2, ["a", "b", "c"])), [])).toEqual({
    lines: ["a:b (version 1 -> 2)", '  ok        x may be "c", too'],
    passed: true,
  });
});

test("a change without a new version fails and says which to write", () => {
  expect(changesReport(BEFORE, only(contract(1, ["a", "b", "c"])), [])).toMatchObject({
    lines: [
      "a:b (version 1 -> 1)",
      '  ok        x may be "c", too',
      "  WRONG     x-version is still 1, and the contract has changed: write 2",
    ],
    passed: false,
  });
});

test("a change that breaks something fails, and gives the entry that accepts it", () => {
  expect(changesReport(BEFORE, NARROWER, [])).toEqual({
    lines: [
      "a:b (version 1 -> 2)",
      '  BREAKING  x may not be "b" any more',
      '            If it is right all the same, write into contract-acknowledgements.json, with the reason: {"event":"a:b","version":2,"reason":""}',
    ],
    passed: false,
  });
});

test("a version that is accepted may break something, and no other version may", () => {
  const accepted = { event: "a:b", version: 2, reason: "nobody sends b" };

  expect(changesReport(BEFORE, NARROWER, [accepted])).toMatchObject({
    lines: ["a:b (version 1 -> 2)", '  accepted  x may not be "b" any more', "            Accepted: nobody sends b"],
    passed: true,
  });
  expect(changesReport(BEFORE, NARROWER, [{ ...accepted, version: 1 }]).passed).toBe(false);
});

test("a contract that is gone is accepted by its last version", () => {
  const gone = new Map<string, never>();

  expect(changesReport(BEFORE, gone, []).passed).toBe(false);
  expect(changesReport(BEFORE, gone, [{ event: "a:b", version: 1, reason: "moved" }]).passed).toBe(true);
});

describe("the file of accepted versions", () => {
  let file: string;
  beforeEach(() => {
    file = path.join(mkdtempSync(path.join(tmpdir(), "accepted-")), "accepted.json");
  });
  afterEach(() => {
    rmSync(path.dirname(file), { recursive: true });
  });

  test("accepts nothing where it is not", () => {
    expect(acceptedVersions(file)).toEqual([]);
  });

  test.each(["{", "{}", '[{"event":"a","version":1,"reason":" "}]', '[{"event":"a","version":1}]'])(
    "is refused when it is %s",
    (text) => {
      writeFileSync(file, text);

      expect(() => acceptedVersions(file)).toThrow(`${file} is no list of {"event", "version", "reason"}: `);
    },
  );
});
