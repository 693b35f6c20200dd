import { readFileSync } from "node:fs";
import path from "node:path";
import { isoDatetime } from "../../../../lambda-src/deduplicate/record/enrich";
import { checkEnvelope } from "../../../../lambda-src/deduplicate/record/envelope";
import { payloadText } from "../../../../lambda-src/deduplicate/record/json-places";
import { ENVELOPE_FIELDS, REJECTION_REASONS } from "../../../../lambda-src/interface";

interface EnvelopeCase {
  readonly name: string;
  /** The record as text, or, if it is not UTF-8, `base64`. */
  readonly line?: string;
  readonly base64?: string;
  /** Null when the record is a valid event: then `payload` and `created_datetime` are what is stored of it. */
  readonly reason: string | null;
  readonly payload?: string;
  readonly created_datetime?: string;
  /** Why it is rejected. */
  readonly detail?: string;
}

/** The curation job checks the same cases: glue-src/tests/test_envelope.py. */
const file = path.join(__dirname, "..", "..", "..", "fixtures", "envelope-cases.json");
const { arrivedAt, cases } = JSON.parse(readFileSync(file, "utf8")) as {
  readonly arrivedAt: number;
  readonly cases: readonly EnvelopeCase[];
};

describe("a record is judged as the curation job judges it in the other mode", () => {
  test.each(cases)("$name", ({ name, line, base64, ...expected }) => {
    const check = checkEnvelope(Buffer.from(base64 ?? line ?? "", base64 === undefined ? "utf8" : "base64"), arrivedAt);

    const result =
      check.kind === "valid"
        ? {
            reason: null,
            payload: payloadText(check.envelope.text, new Set(ENVELOPE_FIELDS)),
            created_datetime: isoDatetime(check.envelope.createdAt),
          }
        : check.rejection;
    expect({ name, ...result }).toEqual({ name, ...expected });
  });

  test("there is a case for each reason but too_large, which only Firehose's limit makes", () => {
    const reasons = new Set(cases.map(({ reason }) => reason));

    expect([...reasons].sort()).toEqual([null, ...REJECTION_REASONS].filter((reason) => reason !== "too_large").sort());
  });
});
