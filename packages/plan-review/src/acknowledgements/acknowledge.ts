import type { Finding } from "../finding";
import type { Acknowledgement, ReviewedFinding, StaleAcknowledgement } from "../review";

export interface Acknowledged {
  readonly findings: readonly ReviewedFinding[];
  readonly stale: readonly StaleAcknowledgement[];
}

/**
 * Joins the findings in a stack with what people have accepted there. One that is past its last day accepts nothing any more.
 *
 * @param stack name of the stack: the acknowledgements of others are passed over
 * @param today `YYYY-MM-DD`, UTC
 */
export function acknowledge(
  stack: string,
  findings: readonly Finding[],
  acknowledgements: readonly Acknowledgement[],
  today: string,
): Acknowledged {
  const own = acknowledgements.filter((acknowledgement) => acknowledgement.stack === stack);
  const inForce = own.filter(({ expires }) => expires >= today);
  return {
    findings: findings.map((finding) => ({
      ...finding,
      acknowledgement: inForce.find((acknowledgement) => isAbout(acknowledgement, finding)),
    })),
    stale: own.flatMap((acknowledgement): StaleAcknowledgement[] => {
      if (!findings.some((finding) => isAbout(acknowledgement, finding)))
        return [{ acknowledgement, state: "unmatched" }];
      return acknowledgement.expires < today ? [{ acknowledgement, state: "expired" }] : [];
    }),
  };
}

function isAbout({ check, address }: Acknowledgement, finding: Finding): boolean {
  return check === finding.check && address === finding.address;
}
