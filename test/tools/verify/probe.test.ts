import { PROBE_EVENT, RUN_FIELD, SENDER, makeProbe } from "../../../tools/verify/probe";
import { loadEventContracts } from "../../../events/event-contracts";

const NOON = Date.UTC(2026, 10, 30, 12) / 1000;

const parsed = (data: Uint8Array) => JSON.parse(Buffer.from(data).toString()) as Record<string, unknown>;

test("every record names its run, and no two runs share an id", () => {
  const [one, other] = [makeProbe(NOON), makeProbe(NOON)];

  expect(one.run).not.toBe(other.run);
  for (const { data } of one.records) {
    expect(parsed(data)).toMatchObject({ [RUN_FIELD]: one.run, [SENDER.field]: SENDER.value });
  }
  const ids = [...one.records, ...other.records].map(({ data }) => parsed(data)["event_uuid"]);
  expect(new Set(ids).size).toBe(ids.length);
});

test("the copies are those of unique events, and rows are expected under the dates of their creation", () => {
  const { records, copies, corrupted, rowsByDate } = makeProbe(NOON);

  expect(rowsByDate).toEqual(
    new Map([
      ["2026-11-27", 20],
      ["2026-11-30", 200],
    ]),
  );
  expect(records).toHaveLength(220 + corrupted);
  for (const copy of copies) expect(records).toContainEqual(copy);
  expect(records.filter(({ data }) => typeof parsed(data)["created_at"] !== "number")).toHaveLength(corrupted);
});

test("its contract is part of the repository, and its probes can be erased by what they all have", () => {
  const contract = loadEventContracts().find(({ name }) => name === PROBE_EVENT);

  expect(contract?.subjectFields).toEqual([SENDER.field]);
});
