import type { Clients } from "./cloud-under-test";

/** A question that moto alone answers wrongly. */
export interface AmendmentProbe {
  /** What AWS does, as the rest of a sentence that begins with "the gateway". */
  readonly title: string;
  /** What exists for this question: a file, or one export of it. */
  readonly amendment: string;
  /**
   * Asks, and gives back what was seen.
   *
   * @param name no other call of a probe uses it, so it may name resources
   */
  readonly observe: (clients: Clients, name: string) => Promise<unknown>;
  /** What is seen on AWS. */
  readonly right: unknown;
  /** What is seen at moto alone. */
  readonly wrong: unknown;
}

/** HTTP status with which a call is refused, or the word `accepted`. */
export async function outcome(call: Promise<unknown>): Promise<unknown> {
  try {
    await call;
    return "accepted";
  } catch (error) {
    // The SDK puts the response there, even when it cannot read it.
    return (error as { $response?: { statusCode: number } }).$response?.statusCode ?? error;
  }
}
