import type { Acknowledgement, Review } from "../review";
import type { Part } from "./fit-sections";
import { openObjections } from "../verdict-text";
import { code, fence, plain, prose } from "./markdown-text";

/**
 * Acknowledgements that hold no longer, or never held: what a person has to renew or take out of the file. One that found
 * its finding in any of the stacks is needed.
 */
export function staleParts(reviews: readonly Review[]): Part[] {
  const isStaleIn = (review: Review, { check, address }: Acknowledgement) =>
    review.staleAcknowledgements.some(
      ({ state, acknowledgement: other }) =>
        state === "unmatched" && other.check === check && other.address === address,
    );
  const unmatched = (reviews[0]?.staleAcknowledgements ?? []).filter(
    ({ state, acknowledgement }) =>
      state === "unmatched" && reviews.every((review) => isStaleIn(review, acknowledgement)),
  );
  const expired = reviews.flatMap(({ stack, staleAcknowledgements }) =>
    staleAcknowledgements.filter(({ state }) => state === "expired").map((stale) => ({ ...stale, stack })),
  );
  return [
    ...expired.map(({ stack, acknowledgement }) => stalePart("⛔ expired", `in ${plain(stack)}, `, acknowledgement)),
    ...unmatched.map(({ acknowledgement }) => stalePart("matches no finding", "", acknowledgement)),
  ];
}

function stalePart(state: string, place: string, { check, address, by, expires, reason }: Acknowledgement): Part {
  return {
    full: `- **${state}**: ${code(check)} of ${code(address)}, ${place}by ${plain(by)} until ${plain(expires)}: ${prose(reason)}`,
    kind: "acknowledgement",
  };
}

/** The entries that a person who accepts the open findings would add, to be copied; who, why and until when are theirs to say. */
export function acceptancePart(reviews: readonly Review[]): Part[] {
  const entries = new Set(
    reviews
      .flatMap(openObjections)
      .map(({ check, address }) => JSON.stringify({ check, address, reason: "", expires: "YYYY-MM-DD", by: "" })),
  );
  if (entries.size === 0) return [];
  return [{ full: fence([...entries].join(",\n").split("\n"), "json").join("\n"), kind: "acceptance" }];
}
