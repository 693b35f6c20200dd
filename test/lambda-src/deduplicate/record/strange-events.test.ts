import { readFileSync } from "node:fs";
import path from "node:path";
import type { Member } from "../../../../lambda-src/deduplicate/contract/contracts";
import { examineEvent } from "../../../../lambda-src/deduplicate/record/examine-record";
import { ARRIVED_AT, streamRecord } from "../kinesis-records";

interface StrangeCase {
  readonly name: string;
  readonly members: string;
  /** Of one that is not stored. */
  readonly reason?: string;
  readonly detail?: string;
}

/** The curation job reads the same events, from either mode: glue-src/tests/test_strange_events.py. */
const file = path.join(__dirname, "..", "..", "..", "fixtures", "strange-events.json");
const { fields, cases } = JSON.parse(readFileSync(file, "utf8")) as {
  readonly fields: readonly Member[];
  readonly cases: readonly StrangeCase[];
};
const CONTRACTS = new Map([["probe:types", fields]]);

test.each(cases)("the function judges as the curation job does, and leaves as it was sent: $name", (strange) => {
  const { members, reason, detail } = strange;
  const envelope = `"event_uuid":"a","event_name":"probe:types","created_at":${ARRIVED_AT - 1}`;

  const examined = examineEvent(streamRecord(`{${envelope},${members}}`), CONTRACTS);

  expect(examined.kind === "rejected" ? examined.rejection : undefined).toEqual(reason && { reason, detail });
  const line = examined.kind === "rejected" ? examined.delivered?.line : examined.line;
  expect(JSON.parse(line ?? "{}")).toMatchObject({
    payload: `{${members}}`,
    table_name: reason === undefined ? "probe_types_event" : "rejected_event",
  });
});
