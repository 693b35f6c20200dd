import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { loadEventContract, loadEventContracts } from "../../../events/event-contracts";
import { dataDictionary } from "../../../tools/contracts/pages/data-dictionary";
import { writePages } from "../../../tools/contracts/pages/write-pages";
import { environmentNamed } from "../../fixtures/environments";
import { allShapes } from "./all-shapes";

const CONTRACTS = loadEventContracts(path.join(__dirname, "../../fixtures/contracts"));
const dev = environmentNamed("dev");
const [reader] = dev.readers;
if (reader === undefined) throw new Error("dev has no reader");

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), "pages-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const read = (file: string) => readFileSync(path.join(folder, file), "utf8");

test("every event has a page with its fields, and the first page finds each; nothing comes from the network", () => {
  writePages(folder, CONTRACTS, [dev]);

  const index = read("index.html");
  for (const { name, table, fields } of CONTRACTS) {
    const file = `${name.replaceAll(":", ".")}.html`;
    expect(index).toContain(`href="${file}"`);
    const page = read(file);
    for (const word of [table, ...fields.map(({ column }) => column)]) expect(page).toContain(word);
  }
  for (const file of readdirSync(folder)) {
    const text = read(file);
    expect(text).not.toMatch(/https?:|\/\/[a-z]/i);
    for (const [, target = ""] of text.matchAll(/(?:href|src)="([^"#]+)"/g)) {
      expect([target, existsSync(path.join(folder, target))]).toEqual([target, true]);
    }
  }
});

test("pages of events that are gone go, and a folder of something else is left alone", () => {
  writePages(folder, CONTRACTS, [dev]);
  writePages(folder, CONTRACTS.slice(0, 1), [dev]);
  expect(readdirSync(folder).sort()).toEqual(["dictionary.css", "dictionary.js", "heartbeat.html", "index.html"]);

  const other = path.join(folder, "heartbeat.html");
  rmSync(path.join(folder, "dictionary.css"));
  expect(() => writePages(folder, CONTRACTS, [dev])).toThrow("which is none of its pages");
  expect(existsSync(other)).toBe(true);
});

test("what a contract says stands there as text, whatever it holds", () => {
  const file = allShapes(folder);
  const text = readFileSync(file, "utf8").replaceAll("A field", "<b>bold</b> & more");
  writeFileSync(file, text);
  const contract = loadEventContract(file);
  const out = path.join(folder, "out");

  writePages(out, [contract], []);

  const page = readFileSync(path.join(out, "all.shapes.html"), "utf8");
  expect(page).toContain("&lt;b&gt;bold&lt;/b&gt; &amp; more");
  expect(page).not.toContain("<b>bold");
  expect(page).toContain("Nobody, in any environment.");
});

test("it says who reads which columns, and of a field what a reader needs to know", () => {
  const order = CONTRACTS.filter(({ name }) => name === "payment:order:completed");
  const name = "payment:order:completed";
  const environment = {
    ...dev,
    registeredEvents: [name],
    externalReaders: { snowflake: { userArn: "arn:aws:iam::1:user/x", externalId: "x" } },
    readers: [
      { ...reader, principal: "arn:aws:iam::111111111111:role/officer", personal: true },
      { ...reader, principal: "arn:aws:iam::111111111111:role/team/analyst", personal: false, events: [name] },
      { ...reader, principal: "arn:aws:iam::111111111111:role/other", events: ["heartbeat"] },
    ],
  };

  const [entry] = dataDictionary(order, [environment]);

  expect(entry?.readers).toEqual([
    { environment: "dev", reader: "officer", columns: "all columns" },
    { environment: "dev", reader: "team/analyst", columns: "all columns but user_uuid" },
    { environment: "dev", reader: "Snowflake", columns: "all columns" },
  ]);
  const fields = Object.fromEntries((entry?.fields ?? []).map((field) => [field.path, field]));
  expect(fields["user_uuid"]).toMatchObject({ classification: "personal", isSubject: true, required: true });
  expect(fields["items[].sku"]).toMatchObject({ type: "string", classification: "internal" });
  expect(fields["items[].quantity"]?.example).toMatch(/^\d+$/);
});

test("a column whose name is a word of SQL stands in quotation marks in the query", () => {
  const [contract] = CONTRACTS;
  if (contract === undefined) throw new Error("no contract");
  const field = { name: "group", column: "group", type: "string", description: "Group", required: false };
  const named = { ...field, nullable: false, columnType: "string", classification: "internal" } as const;

  const [entry] = dataDictionary([{ ...contract, fields: [named] }], []);

  expect(entry?.query).toContain('created_datetime,\n       "group"\nFROM heartbeat_event');
});
