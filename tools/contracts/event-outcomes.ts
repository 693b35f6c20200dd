import { curationContractsJson } from "../../events/curation-contracts";
import type { EventContract } from "../../events/event-contracts";
import { parseContracts } from "../../lambda-src/deduplicate/contract/contracts";
import { eventKey } from "../../lambda-src/deduplicate/index/claims";
import { examineRecord } from "../../lambda-src/deduplicate/record/examine-record";
import { eventTableName, UNCONTRACTED_TABLE } from "../../lambda-src/interface";

/** What would become of one event. */
export type Outcome = { readonly line: number } & (
  | { readonly kind: "stored"; readonly eventName: string; readonly table: string }
  | { readonly kind: "duplicate"; readonly eventName: string; readonly firstLine: number }
  | { readonly kind: "rejected"; readonly reason: string; readonly detail: string }
);

const LINE_FEED = 0x0a;

/**
 * What would become of each event of a file, decided by the code that runs in Lambda: a record a line, or the whole file when
 * it is one JSON value.
 *
 * @param now Unix seconds at which the events are taken to arrive
 */
export function* eventOutcomes(file: Buffer, contracts: readonly EventContract[], now: number): Generator<Outcome> {
  const byName = parseContracts(curationContractsJson(contracts), "the contracts document");
  const firstLines = new Map<string, number>();
  for (const { bytes, line } of isOneValue(file) ? [{ bytes: file, line: 1 }] : recordsOf(file)) {
    const record = { shardId: "", sequenceNumber: "", owner: "", partitionKey: "", arrivedAt: now, bytes };
    for (const { examined } of examineRecord(record, byName)) {
      if (examined.kind === "rejected") {
        yield { line, kind: "rejected", ...examined.rejection };
        continue;
      }
      const { eventName } = examined;
      const key = eventKey(examined);
      const firstLine = firstLines.get(key);
      if (firstLine === undefined) {
        firstLines.set(key, line);
        const table = byName.has(eventName) ? eventTableName(eventName) : UNCONTRACTED_TABLE;
        yield { line, kind: "stored", eventName, table };
      } else {
        yield { line, kind: "duplicate", eventName, firstLine };
      }
    }
  }
}

function isOneValue(file: Buffer): boolean {
  try {
    JSON.parse(file.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

/** The lines that hold something. */
function* recordsOf(file: Buffer): Generator<{ readonly bytes: Buffer; readonly line: number }> {
  let line = 1;
  for (let start = 0; start < file.length; line += 1) {
    const lineFeed = file.indexOf(LINE_FEED, start);
    const end = lineFeed < 0 ? file.length : lineFeed;
    const bytes = file.subarray(start, end);
    if (bytes.some((byte) => byte > 0x20)) yield { bytes, line };
    start = end + 1;
  }
}
