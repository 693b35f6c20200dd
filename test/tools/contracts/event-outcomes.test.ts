import path from "node:path";
import { loadEventContracts } from "../../../events/event-contracts";
import { eventOutcomes } from "../../../tools/contracts/event-outcomes";
import { sampleLines } from "../../../tools/contracts/sample-lines";

const NOW = 1_795_900_000;
const contracts = loadEventContracts(path.join(__dirname, "../../fixtures/contracts"));

const event = (fields: object) =>
  JSON.stringify({ event_uuid: "a", event_name: "heartbeat", created_at: NOW, ...fields });
const outcomes = (...lines: string[]) => [...eventOutcomes(Buffer.from(lines.join("\n")), contracts, NOW)];

test("each event of a file is stored in a table, a duplicate of a line, or rejected for a reason", () => {
  expect(
    outcomes(
      event({}),
      "",
      event({ event_name: "new:thing" }),
      event({ by: "another library" }),
      "{",
      event({ event_uuid: "b", event_name: "lesson:started" }),
      event({ event_uuid: "c", created_at: NOW - 30 * 86_400 }),
    ),
  ).toMatchObject([
    { line: 1, kind: "stored", table: "heartbeat_event" },
    { line: 3, kind: "stored", table: "uncontracted_event" },
    { line: 4, kind: "duplicate", firstLine: 1 },
    { line: 5, kind: "rejected", reason: "not_json" },
    { line: 6, kind: "rejected", reason: "missing_field" },
    { line: 7, kind: "stored", table: "heartbeat_event" },
  ]);
});

test("a record that holds several events is each of them", () => {
  const several = [event({ event_uuid: "b" }), event({ event_uuid: "c" })];

  expect(outcomes(event({}), `[${several.join(",")}]`).map(({ line, kind }) => [line, kind])).toEqual([
    [1, "stored"],
    [2, "stored"],
    [2, "stored"],
  ]);
});

test("a file that is one JSON value over many lines is one record", () => {
  const file = JSON.stringify(
    [event({}), event({ event_uuid: "b" })].map((text) => JSON.parse(text) as object),
    null,
    2,
  );

  expect(outcomes(file).map(({ kind }) => kind)).toEqual(["stored", "stored"]);
});

test.each(loadEventContracts())("what is made from the contract of $name is stored", (contract) => {
  const lines = sampleLines(contract, 20, 1, NOW * 1000);

  const found = [...eventOutcomes(Buffer.from(lines.join("\n")), [contract], NOW)];

  expect(found).toEqual(
    lines.map((_, index) => ({ line: index + 1, kind: "stored", eventName: contract.name, table: contract.table })),
  );
});
