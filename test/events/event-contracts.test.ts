import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadEventContracts } from "../../events/event-contracts";
import { eventTableName } from "../../lambda-src/interface";

const EVENTS = join(__dirname, "../../events");
const FIXTURES = join(__dirname, "../fixtures/contracts/events");

describe("the contracts of this repository", () => {
  const contracts = loadEventContracts();

  test("are all files of the folder, sorted by name, each with a table of its own", () => {
    const files = readdirSync(EVENTS).filter((file) => file.endsWith(".json"));
    const names = files.map((file) => file.slice(0, -".json".length).replaceAll(".", ":")).sort();

    expect(contracts.map((contract) => contract.name)).toEqual(names);
    expect(contracts.map((contract) => contract.table)).toEqual(names.map(eventTableName));
  });
});

describe("a contract", () => {
  const contracts = loadEventContracts(FIXTURES);
  const order = contracts.find((contract) => contract.name === "payment:order:completed");

  test("has a table, a version and its file", () => {
    expect(order).toMatchObject({
      table: "payment_order_completed_event",
      version: 1,
      file: join(FIXTURES, "payment.order.completed.json"),
    });
  });

  test("says of each type-specific field its type, and whether an event may lack it", () => {
    const fields = Object.fromEntries((order?.fields ?? []).map((field) => [field.name, field]));

    expect(fields["amount"]).toEqual({
      name: "amount",
      column: "amount",
      type: "number",
      description: "Total, with tax",
      required: true,
      nullable: false,
      columnType: "double",
      classification: "internal",
    });
    expect(fields["voucher"]).toMatchObject({ type: "string or null", required: false, nullable: true });
    expect(Object.keys(fields)).toEqual(["user_uuid", "amount", "provider_reference", "items", "voucher"]);
  });

  test("marks the field that names the person whom the event is about, if there is one", () => {
    const subjects = Object.fromEntries(contracts.map((contract) => [contract.name, contract.subjectFields]));

    expect(subjects).toEqual({
      heartbeat: [],
      "lesson:started": ["user_uuid"],
      "payment:order:completed": ["user_uuid"],
    });
  });
});

describe("a folder of contracts", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "contracts-"));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  /** Writes lesson:started under another name or with changes; returns the file. */
  function write(
    name: string,
    changes: Record<string, unknown> = {},
    file = `${name.replaceAll(":", ".")}.json`,
  ): string {
    const schema = JSON.parse(readFileSync(join(FIXTURES, "lesson.started.json"), "utf8")) as Record<string, unknown>;
    const properties = {
      ...(schema["properties"] as object),
      event_name: { type: "string", description: "Name", const: name },
    };
    const path = join(folder, file);
    writeFileSync(path, JSON.stringify({ ...schema, properties, "x-event-name": name, ...changes }));
    return path;
  }

  function properties(more: object): Record<string, unknown> {
    const schema = JSON.parse(readFileSync(join(FIXTURES, "lesson.started.json"), "utf8")) as Record<string, object>;
    return { properties: { ...schema["properties"], ...more } };
  }

  test("is read in the same order whatever the order of the files", () => {
    write("b:a");
    write("a_b");
    write("a:c");

    expect(loadEventContracts(folder).map((contract) => contract.name)).toEqual(["a:c", "a_b", "b:a"]);
  });

  test("may hold other files, such as the code that reads it", () => {
    cpSync(join(EVENTS, "event-contracts.ts"), join(folder, "event-contracts.ts"));
    write("lesson:started");

    expect(loadEventContracts(folder)).toHaveLength(1);
  });

  test("may hold the example of docs/event-contracts.md", () => {
    const page = readFileSync(join(__dirname, "../../docs/event-contracts.md"), "utf8");
    const [, example = ""] = /```json\n(.*?)```/s.exec(page) ?? [];
    writeFileSync(join(folder, "profile.opened.json"), example);

    expect(loadEventContracts(folder)).toMatchObject([{ table: "profile_opened_event", subjectFields: ["user_uuid"] }]);
  });

  test("may have keys of other tools, as long as they begin with x-", () => {
    write("lesson:started", { "x-owner": "team" });

    expect(loadEventContracts(folder)).toHaveLength(1);
  });

  test("that does not exist is refused with its name", () => {
    expect(() => loadEventContracts(join(folder, "missing"))).toThrow(
      /folder .*missing cannot be read.*Name the folder/,
    );
  });

  test("without a contract is refused, since every table would be destroyed", () => {
    expect(() => loadEventContracts(folder)).toThrow(/has no \*\.json file.*destroyed/);
  });

  test("with a file that is not JSON is refused with the file and the place of the mistake", () => {
    const path = join(folder, "lesson.started.json");
    writeFileSync(path, '{"title": ');

    expect(() => loadEventContracts(folder)).toThrow(`Event contract ${path}: (file) is "{\\"title\\": "`);
    expect(() => loadEventContracts(folder)).toThrow(/a contract is JSON \(.+\)\. Correct the JSON/);
  });

  test("with two events that share a table is refused with both names", () => {
    write("a:b_c");
    write("a_b:c");

    expect(() => loadEventContracts(folder)).toThrow(
      /x-event-name is "a_b:c", but its table a_b_c_event is also the table of a:b_c .*Rename one of the two events/,
    );
  });

  test.each(["uncontracted", "late"])("with the name %s is refused, since the platform has that table", (name) => {
    write(name);

    expect(() => loadEventContracts(folder)).toThrow(`the table ${name}_event is the platform's own`);
  });

  test("with a table name of 255 characters is read, and one more is refused", () => {
    write("a".repeat(249), {}, `${"a".repeat(249)}.json`);
    expect(loadEventContracts(folder)[0]?.table).toHaveLength(255);

    write("b".repeat(250), {}, `${"b".repeat(250)}.json`);
    expect(() => loadEventContracts(folder)).toThrow(/its table name has 256 characters, and Glue takes 255/);
  });

  test("with a file that is not named after its event is refused with the right name", () => {
    write("lesson:started", {}, "lesson.begun.json");

    expect(() => loadEventContracts(folder)).toThrow(
      /x-event-name is "lesson:started", .*the file .* lesson\.started\.json/,
    );
  });

  test.each(["Lesson:started", "lesson:", ":started", "lesson::started", "lesson started", "1lesson", "lesson:_x"])(
    "with the event name %p is refused with the pattern",
    (name) => {
      write(name, {}, "lesson.started.json");

      expect(() => loadEventContracts(folder)).toThrow(
        `x-event-name is ${JSON.stringify(name)}, but an event name must match`,
      );
    },
  );

  test.each([
    ["x-event-name", { "x-event-name": undefined }, /x-event-name is nothing, but the event name must be a text/],
    ["x-version", { "x-version": undefined }, /x-version is nothing, but the version must be a positive integer/],
    ["x-version", { "x-version": 0 }, /x-version is 0, but the version must be a positive integer/],
    ["x-version", { "x-version": 1.5 }, /x-version is 1.5, but the version must be a positive integer/],
    ["x-version", { "x-version": "1" }, /x-version is "1", but the version must be a positive integer/],
    ["title", { title: undefined }, /title is nothing, but the title must be a text/],
    ["title", { title: " " }, /title is " ", but the title must not be empty/],
    ["description", { description: undefined }, /description is nothing, but the description must be a text/],
    ["type", { type: "array" }, /type is "array", but an event is an object/],
    ["$schema", { $schema: "http://json-schema.org/draft-07/schema#" }, /but it must be the draft 2020-12/],
    ["additionalProperties", { additionalProperties: false }, /is false, but it must be true/],
    ["required", { required: ["event_uuid", "event_name"] }, /required is .*, but created_at must be in it/],
    [
      "required",
      { required: ["event_uuid", "event_name", "created_at", "nope"] },
      /required is .*, but nope is not in properties/,
    ],
    ["a misspelt key", { requird: [] }, /requird is \[\], but this key is not known/],
  ])("with a wrong %s is refused with key, value, rule and fix", (_, changes, message) => {
    const path = write("lesson:started", changes);

    expect(() => loadEventContracts(folder)).toThrow(message);
    expect(() => loadEventContracts(folder)).toThrow(`Event contract ${path}: `);
    expect(() => loadEventContracts(folder)).toThrow(/Correct the contract; .*\.$/);
  });

  test.each([
    [
      "lacks a type",
      { score: { description: "Score" } },
      /properties\.score\.type is nothing, but a field needs its JSON type/,
    ],
    ["lacks a description", { score: { type: "number" } }, /properties\.score\.description is nothing/],
    [
      "has an unknown type",
      { score: { type: "decimal", description: "Score" } },
      /properties\.score\.type is "decimal"/,
    ],
    [
      "is a platform column",
      { event_type: { type: "string", description: "Type" } },
      /"event_type", but the platform adds/,
    ],
    [
      "names its subject by an object",
      { who: { type: "object", description: "Who", "x-subject": true } },
      /properties\.who\.x-subject is true, but only a string or an integer can name the subject/,
    ],
    [
      "has a mark of its subject that is neither true nor false",
      { who: { type: "string", description: "Who", "x-subject": "yes" } },
      /properties\.who\.x-subject is "yes", but it must be true when/,
    ],
    [
      "names its subject by an envelope field",
      { event_uuid: { type: "string", description: "Id", "x-subject": true } },
      /properties\.event_uuid\.x-subject is true, but an envelope field names the event/,
    ],
    [
      "has a column type that is none",
      { net: { type: "number", description: "Net", "x-column-type": "decimal(39,2)" } },
      /properties\.net\.x-column-type is "decimal\(39,2\)", but it must be decimal\(p,s\): p digits, up to 38/,
    ],
    [
      "is a decimal and no number",
      { net: { type: ["number", "boolean"], description: "Net", "x-column-type": "decimal(12,2)" } },
      /properties\.net\.x-column-type is .*, but a decimal is sent as a number or a string/,
    ],
    [
      "is an envelope field with a column type",
      { created_at: { type: "number", description: "Time", "x-column-type": "decimal(12,2)" } },
      /properties\.created_at\.x-column-type is .*, but an envelope field has a type of its own/,
    ],
    [
      "names its subject by a decimal",
      { who: { type: "string", description: "Who", "x-column-type": "decimal(12,0)", "x-subject": true } },
      /properties\.who\.x-subject is true, but only a string or an integer can name the subject/,
    ],
    [
      "has the type decimal",
      { net: { type: "decimal", description: "Net" } },
      /properties\.net\.type is "decimal", but .*; an exact number has "x-column-type": "decimal\(12,2\)" beside its type/,
    ],
    [
      "differs only in capitals",
      { Lesson_Id: { type: "string", description: "Id" } },
      /"Lesson_Id", but another field/,
    ],
    [
      "has a space in its name",
      { "lesson id": { type: "string", description: "Id" } },
      /"lesson id", but a field becomes/,
    ],
  ])("with a field that %s is refused", (_, more, message) => {
    write("lesson:started", properties(more));

    expect(() => loadEventContracts(folder)).toThrow(message);
  });

  test("with a constant that is not the event's name is refused", () => {
    write("lesson:started", properties({ event_name: { type: "string", description: "Name", const: "lesson:begun" } }));

    expect(() => loadEventContracts(folder)).toThrow(
      /properties\.event_name\.const is "lesson:begun", but it must be x-event-name, lesson:started/,
    );
  });
});
