import { listenOnLoopback, type LoopbackServer } from "./loopback-server";
import type { Forward, ServiceRequest, ServiceResponse } from "./service-message";

/**
 * Answers some requests in the emulator's place, or mends its answer. Each stands in a file of its own, named after what
 * it mends.
 */
export interface Amendment {
  /** @returns undefined for a request that is not its business */
  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined;
}

export interface GatewayOptions {
  /** Asked in this order; the first that answers wins. */
  readonly amendments: readonly Amendment[];
  /** The emulator. */
  readonly forward: Forward;
  /** Told of a host that somebody tried to reach through the gateway as a proxy. */
  readonly onRefused: (host: string) => void;
}

/** The one endpoint of the local cloud: Terraform, producers, Lambda functions and readers talk to nothing else. */
export function startGateway({ amendments, forward, onRefused }: GatewayOptions): Promise<LoopbackServer> {
  return listenOnLoopback((request) => {
    for (const amendment of amendments) {
      const answer = amendment.answer(request, forward);
      if (answer) return answer;
    }
    return forward(request);
  }, onRefused);
}
