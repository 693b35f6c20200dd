import type { Finding } from "../finding";
import type { Acknowledgement, ReviewedFinding, StaleAcknowledgement } from "../review";

export interface Acknowledged {
  readonly findings: readonly ReviewedFinding[];
  readonly stale: readonly StaleAcknowledgement[];
}

/**
 * Joins findings with what people have accepted. One that is past its last day accepts nothing any more.
 *
 * @param today `YYYY-MM-DD`, UTC
 */
export function acknowledge(
  findings: readonly Finding[],
  acknowledgements: readonly Acknowledgement[],
  today: string,
): Acknowledged {
  const inForce = acknowledgements.filter(({ expires }) => expires >= today);
  return {
    findings: findings.map((finding) => ({
      ...finding,
      acknowledgement: inForce.find((acknowledgement) => isAbout(acknowledgement, finding)),
    })),
    stale: acknowledgements.flatMap((acknowledgement): StaleAcknowledgement[] => {
      if (!findings.some((finding) => isAbout(acknowledgement, finding)))
        return [{ acknowledgement, state: "unmatched" }];
      return acknowledgement.expires < today ? [{ acknowledgement, state: "expired" }] : [];
    }),
  };
}

function isAbout({ check, address }: Acknowledgement, finding: Finding): boolean {
  return check === finding.check && address === finding.address;
}
