import { differences } from "../../src/plan/differences";

test("null and what the provider writes in its place are the same", () => {
  const before = { name: null, limit: null, list: null, block: [], on: null, nested: [{ text: "" }] };
  const after = { name: "", limit: 0, list: [], block: null, on: false, nested: [{ text: null }] };

  expect(differences({ before, after })).toEqual([]);
});

test("elements of a list are matched by name, so that an insertion is one difference", () => {
  const column = (name: string, type = "string") => ({ name, type });

  const found = differences({
    before: { columns: [column("a"), column("b")] },
    after: { columns: [column("new"), column("a"), column("b", "int")] },
  });

  expect(found).toEqual([
    { attribute: "columns.b.type", before: "string", after: "int" },
    { attribute: "columns.new.name", before: undefined, after: "new" },
    { attribute: "columns.new.type", before: undefined, after: "string" },
  ]);
});

test("what the apply will find out is said so", () => {
  expect(differences({ before: { arn: "arn:1" }, after: {}, afterUnknown: { arn: true } })).toEqual([
    { attribute: "arn", before: "arn:1", after: "(known after apply)" },
  ]);
});

test("a marked subtree is one difference, its keys hidden", () => {
  const found = differences({
    before: { environment: { token: "a" } },
    after: { environment: { token: "b", another: "c" } },
    afterSensitive: { environment: true },
  });

  expect(found).toEqual([{ attribute: "environment", before: "(sensitive value)", after: "(sensitive value)" }]);
});

test("a value that is marked on one side only is hidden on both", () => {
  const found = differences({ before: { key: "old" }, after: { key: "new" }, beforeSensitive: { key: true } });

  expect(found).toEqual([{ attribute: "key", before: "(sensitive value)", after: "(sensitive value)" }]);
});
