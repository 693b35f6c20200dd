import { readFileSync } from "node:fs";
import { checkEnvelope } from "../../../../lambda-src/deduplicate/record/envelope";
import { ENVELOPE_FIELDS } from "../../../../lambda-src/interface";
import { payloadText } from "../../../../lambda-src/deduplicate/record/payload-text";

import path from "node:path";

interface EnvelopeCase {
  readonly name: string;
  /** The record as text, or, if it is not UTF-8, `base64`. */
  readonly line?: string;
  readonly base64?: string;
  /** Null when the record is a valid event; then `payload` is what is left of it. */
  readonly reason: string | null;
  readonly payload?: string;
}

interface EnvelopeCases {
  readonly arrivedAt: number;
  readonly cases: readonly EnvelopeCase[];
}

/** The curation job checks the same cases: glue-src/tests/test_envelope.py. */
const file = path.join(__dirname, "..", "..", "..", "fixtures", "envelope-cases.json");
const { arrivedAt, cases } = JSON.parse(readFileSync(file, "utf8")) as EnvelopeCases;

describe("a record is judged as the curation job judges it in the other mode", () => {
  test.each(cases)("$name", ({ line, base64, reason, payload }) => {
    const bytes = base64 === undefined ? Buffer.from(line ?? "") : Buffer.from(base64, "base64");

    const check = checkEnvelope(bytes, arrivedAt);

    const result =
      check.kind === "valid"
        ? { reason: null, payload: payloadText(check.envelope.text, new Set(ENVELOPE_FIELDS)) }
        : { reason: check.rejection.reason };
    expect(result).toEqual({ reason, ...(payload === undefined ? {} : { payload }) });
  });
});
