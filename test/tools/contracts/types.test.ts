import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import ts from "typescript";
import { loadEventContract, loadEventContracts } from "../../../events/event-contracts";
import type { Refusal } from "../../../lambda-src/producers";
import { eventOutcomes } from "../../../tools/contracts/event-outcomes";
import { typeScriptTypes } from "../../../tools/contracts/types/typescript-types";
import { allShapes } from "./all-shapes";
import { producedEvents } from "./produced-events";

const ROOT = path.join(__dirname, "../../..");
const CONTRACTS = loadEventContracts(path.join(ROOT, "test/fixtures/contracts"));

/** Below the repository, so that modules are found. */
let folder: string;
beforeEach(() => {
  mkdirSync(path.join(ROOT, ".cache"), { recursive: true });
  folder = mkdtempSync(path.join(ROOT, ".cache", "types-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** What the strictest compiler says of some files. */
function compile(files: Readonly<Record<string, string>>): string[] {
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(folder, name), text);
  const program = ts.createProgram(
    Object.keys(files).map((name) => path.join(folder, name)),
    {
      strict: true,
      noEmit: true,
      noUncheckedIndexedAccess: true,
      exactOptionalPropertyTypes: true,
      noUnusedLocals: true,
      skipLibCheck: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.CommonJS,
      types: ["node"],
      paths: { "event-lake/producers": [path.join(ROOT, "lambda-src/producers/index.ts")] },
    },
  );
  // Of the package, a user has the declarations only.
  return ts
    .getPreEmitDiagnostics(program)
    .filter(({ file }) => file === undefined || file.fileName.startsWith(folder))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

test("the generated TypeScript compiles strictly, whatever shapes the contracts have, and knows a wrong event", () => {
  const shapes = loadEventContract(allShapes(folder));
  const user = (event: string) =>
    `import { type LakeEvent, validate } from "./events";\nconst event: LakeEvent = ${event};\nvalidate(event);\n`;
  const heartbeat = '{ event_uuid: "a", event_name: "heartbeat", created_at: 1, sent_events: 7 }';

  expect(
    compile({
      "events.ts": typeScriptTypes(CONTRACTS),
      "shapes.ts": typeScriptTypes([shapes]),
      "right.ts": user(heartbeat),
    }),
  ).toEqual([]);
  expect(compile({ "wrong.ts": user(heartbeat.replace("sent_events: 7", 'sent_events: "7"')) })).toEqual([
    "Type 'string' is not assignable to type 'number'.",
  ]);
  expect(compile({ "wrong.ts": user(heartbeat.replace("sent_events", "sent_event")) })).toEqual([
    expect.stringContaining("'sent_event' does not exist"),
  ]);
}, 60_000);

test("every shape of a contract has its type", () => {
  const text = typeScriptTypes([loadEventContract(allShapes(folder))]);

  expect(text).toContain(`  /** Two * / words */
  readonly "utm-source"?: string;`);
  expect(text).toContain("readonly counts?: { readonly [name: string]: number };");
  expect(text).toContain('readonly choice: "a" | 2 | null;');
  expect(text).toContain("readonly tags?: readonly (string | null)[];");
  expect(text).toContain("readonly anything?: unknown;");
});

/** The generated module, as a producer runs it. */
function generated(): { validate: (event: unknown) => Refusal | undefined } {
  const file = path.join(folder, "generated.ts");
  const producers = path.join(ROOT, "lambda-src/producers/index");
  writeFileSync(file, typeScriptTypes(CONTRACTS).replace("event-lake/producers", producers));
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- made a moment ago
  return require(file) as { validate: (event: unknown) => Refusal | undefined };
}

test("an event that validate accepts is stored, and one that it refuses is rejected for the same reason", () => {
  const { validate } = generated();
  let [accepted, refused] = [0, 0];
  fc.assert(
    fc.property(producedEvents(CONTRACTS), (event) => {
      const refusal = validate(event);
      const outcomes = [...eventOutcomes(Buffer.from(JSON.stringify(event)), CONTRACTS, Date.now() / 1000)];

      expect(outcomes).toHaveLength(1);
      const { reason } = refusal ?? {};
      expect(outcomes[0]).toMatchObject(reason === undefined ? { kind: "stored" } : { kind: "rejected", reason });
      if (refusal === undefined) accepted += 1;
      else refused += 1;
    }),
    { numRuns: 400 },
  );
  expect(Math.min(accepted, refused)).toBeGreaterThan(40);
});

test("what is no event is refused, and an event that no contract names is told of", () => {
  const { validate } = generated();
  const cyclic: Record<string, unknown> = {};
  cyclic["self"] = cyclic;

  expect(validate(undefined)?.detail).toBe("The event cannot be written as JSON: it is undefined.");
  expect(validate(cyclic)).toMatchObject({ reason: "not_json" });
  expect(validate([])).toMatchObject({ reason: "not_an_object" });
  expect(validate({ event_uuid: "a", event_name: "heart:beat", created_at: 1 })).toEqual({
    reason: "no_contract",
    detail: "No contract names heart:beat. There are: heartbeat, lesson:started, payment:order:completed.",
  });
});
