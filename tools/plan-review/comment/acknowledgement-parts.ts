import type { Review, StaleAcknowledgement } from "../review";
import type { Part } from "./fit-sections";
import { code, plain, prose } from "./markdown-text";

const STATES: Readonly<Record<StaleAcknowledgement["state"], string>> = {
  expired: "⛔ expired",
  unmatched: "matches no finding",
};

/** Acknowledgements that hold no longer, or never held: what a person has to renew or take out of the file. */
export function staleParts({ stack, staleAcknowledgements }: Review): Part[] {
  return staleAcknowledgements.map(({ state, acknowledgement: { check, address, reason, expires, by } }) => ({
    full: `- **${STATES[state]}**: ${code(check)} of ${code(address)} in ${plain(stack)}, by ${plain(by)} until ${plain(expires)}: ${prose(reason)}`,
    kind: state,
  }));
}
