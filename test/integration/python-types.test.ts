import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { pythonEnvironment } from "@event-lake/local-cloud/installation";
import { loadEventContract, loadEventContracts } from "../../events/event-contracts";
import { checkPayload } from "../../lambda-src/deduplicate/contract/check-payload";
import type { ValueType } from "../../lambda-src/deduplicate/contract/contracts";
import { eventOutcomes } from "../../tools/contracts/event-outcomes";
import { pythonTypes } from "../../tools/contracts/types/python-types";
import { allShapes } from "../tools/contracts/all-shapes";
import { producedEvents } from "../tools/contracts/produced-events";

const MINUTES = 60_000;
const CONTRACTS = loadEventContracts(path.join(__dirname, "../fixtures/contracts"));

let folder: string;
let bin: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), "python-types-"));
  const requirements = path.join(__dirname, "mypy/requirements.txt");
  const mypy = { name: "mypy", requirements, program: "mypy", variable: "EVENT_LAKE_MYPY_VENV" };
  bin = path.join(await pythonEnvironment(mypy, () => undefined), "bin");
  writeFileSync(path.join(folder, "events.py"), pythonTypes(CONTRACTS));
  writeFileSync(path.join(folder, "shapes.py"), pythonTypes([loadEventContract(allShapes(folder))]));
}, 10 * MINUTES);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** What mypy says of a producer that sends this event. */
function mypy(event: string): string {
  writeFileSync(
    path.join(folder, "producer.py"),
    `import shapes\nfrom events import Heartbeat, encode, validate\n\nevent: Heartbeat = ${event}\n` +
      "if validate(event) is None:\n    print(encode(event), shapes.validate(event))\n",
  );
  return spawnSync(path.join(bin, "mypy"), ["--strict", "producer.py"], { cwd: folder, encoding: "utf8" }).stdout;
}

test(
  "the generated Python passes mypy --strict, whatever shapes the contracts have, and knows a wrong event",
  () => {
    const heartbeat = '{"event_uuid": "a", "event_name": "heartbeat", "created_at": 1, "sent_events": 7}';

    expect(mypy(heartbeat)).toBe("Success: no issues found in 1 source file\n");
    expect(mypy(heartbeat.replace("7}", '"7"}'))).toContain(
      'Incompatible types (expression has type "str", TypedDict item "sent_events" has type "int")',
    );
  },
  5 * MINUTES,
);

/** What the generated `validate` says of each line of a file, and the bytes that `encode` would send. */
function validated(lines: readonly string[], program: string): readonly { refusal: string[] | null; sent: string }[] {
  writeFileSync(path.join(folder, "lines.ndjson"), lines.join("\n"));
  const output = execFileSync(path.join(bin, "python"), ["-c", program], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return output
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { refusal: string[] | null; sent: string });
}

test(
  "an event that the generated validate accepts is stored, and one that it refuses is rejected for the same reason",
  () => {
    const events = fc.sample(producedEvents(CONTRACTS), { numRuns: 2_000, seed: 7 });
    const large = ["x".repeat(500_000), '"'.repeat(260_000), "é".repeat(500_000), ...edges()].map((further) => ({
      event_uuid: "a",
      event_name: "heartbeat",
      created_at: 1,
      further,
    }));
    const said = validated(
      [...events, ...large].map((event) => JSON.stringify(event)),
      "import json, events\n" +
        "for line in open('lines.ndjson'):\n" +
        "    event = json.loads(line)\n" +
        "    print(json.dumps({'refusal': events.validate(event), 'sent': events.encode(event).decode()}))\n",
    );

    const now = Date.now() / 1000;
    const judged = said.map(({ sent }) => [...eventOutcomes(Buffer.from(sent), CONTRACTS, now)].map(reasonOf).join());
    expect(said.map(({ refusal }) => refusal?.[0] ?? "stored")).toEqual(judged);
    for (const reason of ["stored", "wrong_type", "missing_field", "invalid_value", "too_large"]) {
      expect(judged).toContain(reason);
    }
  },
  5 * MINUTES,
);

/** Texts around the largest that is stored. */
function edges(): string[] {
  return Array.from({ length: 8 }, (_, index) => "x".repeat(1_023_640 + index * 20));
}

function reasonOf(outcome: { readonly kind: string; readonly reason?: string }): string {
  return outcome.reason ?? outcome.kind;
}

test(
  "a value is judged as function and job judge it, and told of in the same words",
  () => {
    const file = path.join(__dirname, "../fixtures/payload-cases.json");
    const { cases } = JSON.parse(readFileSync(file, "utf8")) as {
      readonly cases: readonly { readonly type: ValueType; readonly sent: string }[];
    };
    // What Python reads as infinite, it cannot write.
    const written = cases.filter(
      ({ sent }) => !JSON.stringify(JSON.parse(`[${sent}]`)).includes("null") || sent.includes("null"),
    );
    const said = validated(
      written.map((one) => JSON.stringify(one)),
      "import json, events\n" +
        "for line in open('lines.ndjson'):\n" +
        "    case = json.loads(line)\n" +
        "    events._CONTRACTS = {'x': [{'name': 'x', 'type': case['type'], 'required': True}]}\n" +
        "    event = {'event_uuid': 'a', 'event_name': 'x', 'created_at': 1, 'x': json.loads(case['sent'])}\n" +
        "    print(json.dumps({'refusal': events.validate(event), 'sent': events.encode({'x': event['x']}).decode()}))\n",
    );

    // As Python writes it: 1.00000000000000000001 is 1.0 there.
    const judged = said.map(({ sent }, index) => {
      const member = { name: "x", type: written[index]?.type ?? "json", required: true };
      return checkPayload([member], JSON.parse(sent) as Record<string, unknown>, sent);
    });
    expect(said.map(({ refusal }) => refusal ?? undefined)).toEqual(
      judged.map((rejection) => rejection && [rejection.reason, rejection.detail]),
    );
  },
  5 * MINUTES,
);
