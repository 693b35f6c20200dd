import { createHash } from "node:crypto";
import type { Json } from "@duckdb/node-api";
import type { DeltaRow } from "../../delta-reader/delta-lake";
import { canonicalJson } from "../expectation/json-text";

/** Moment of arrival: another run, or the other mode, has another. */
const NOT_COMPARED = "arrived_datetime";

/**
 * A hash of a table's rows, whatever their order: equal for equal rows and for nothing else. It leaves out
 * `arrived_datetime`, and takes a payload as the JSON that it is, not as the text of the copy that was stored.
 */
export class RowSetDigest {
  private readonly hashes: string[] = [];

  add(row: DeltaRow): void {
    this.hashes.push(createHash("sha256").update(rowText(row)).digest("hex"));
  }

  /** 16 hexadecimal digits. */
  value(): string {
    const all = createHash("sha256");
    for (const hash of this.hashes.sort()) all.update(hash);
    return all.digest("hex").slice(0, 16);
  }
}

/** The row as a text that equal rows share. */
export function rowText(row: DeltaRow): string {
  const columns = Object.keys(row)
    .filter((name) => name !== NOT_COMPARED)
    .sort()
    .map((name) => [name, name === "payload" ? canonicalPayload(row[name]) : row[name]]);
  return JSON.stringify(columns);
}

function canonicalPayload(payload: Json | undefined): Json | undefined {
  return typeof payload === "string" ? canonicalJson(payload) : payload;
}
