import { readFileSync } from "node:fs";
import path from "node:path";
import { checkEnvelope } from "../../../../lambda-src/deduplicate/record/envelope";
import { payloadText } from "../../../../lambda-src/deduplicate/record/payload-text";
import { ENVELOPE_FIELDS } from "../../../../lambda-src/interface";

/** The curation job reads the same events, from either mode: glue-src/tests/test_strange_events.py. */
const file = path.join(__dirname, "..", "..", "..", "fixtures", "strange-events.json");
const { cases } = JSON.parse(readFileSync(file, "utf8")) as {
  readonly cases: readonly { readonly name: string; readonly members: string }[];
};

test.each(cases)("the function leaves to the curation job, as it was sent: $name", ({ members }) => {
  const check = checkEnvelope(Buffer.from(`{"event_uuid":"a","event_name":"b","created_at":1,${members}}`), 1);

  expect(check.kind === "valid" && payloadText(check.envelope.text, new Set(ENVELOPE_FIELDS))).toBe(`{${members}}`);
});
