import { acknowledgementEntry, readAcknowledgements } from "../src/acknowledgements";
import type { Acknowledgement, Review } from "../src/review";

/** What a person writes who accepts everything that a review found: the entries that it shows, filled in. */
export function accepting({ stack, findings }: Review, expires = "2026-12-31"): readonly Acknowledgement[] {
  const said = { reason: "Agreed with the owner of the data.", expires, by: "dana" };
  const entries = findings.map((finding) => {
    const entry = JSON.parse(acknowledgementEntry(stack, finding)) as object;
    return { ...entry, ...said };
  });
  return readAcknowledgements(JSON.stringify(entries));
}
