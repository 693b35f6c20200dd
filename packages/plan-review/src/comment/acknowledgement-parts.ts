import type { Review, StaleAcknowledgement } from "../review";
import { openObjections } from "../verdict-text";
import type { Part } from "./fit-sections";
import { code, fence, plain, prose } from "./markdown-text";

/** Acknowledgements that hold no longer, or never held: what a person has to renew or take out of the file. */
export function staleParts(reviews: readonly Review[]): Part[] {
  const stale = reviews.flatMap(({ staleAcknowledgements }) => staleAcknowledgements);
  return ["expired", "unmatched"].flatMap((wanted) => stale.filter(({ state }) => state === wanted).map(stalePart));
}

function stalePart({ state, acknowledgement }: StaleAcknowledgement): Part {
  const { stack, check, address, by, expires, reason } = acknowledgement;
  const what = state === "expired" ? "⛔ expired" : "matches no finding";
  return {
    full: `- **${what}**: ${code(check)} of ${code(address)}, in ${plain(stack)}, by ${plain(by)} until ${plain(expires)}: ${prose(reason)}`,
    kind: "acknowledgement",
  };
}

/** The entries that a person who accepts the open findings would add, to be copied; who, why and until when are theirs to say. */
export function acceptancePart(reviews: readonly Review[]): Part[] {
  const entries = reviews.flatMap((review) =>
    openObjections(review).map(({ check, address }) =>
      JSON.stringify({ stack: review.stack, check, address, reason: "", expires: "YYYY-MM-DD", by: "" }),
    ),
  );
  if (entries.length === 0) return [];
  return [{ full: fence(entries.join(",\n").split("\n"), "json").join("\n"), kind: "acceptance" }];
}
