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
  /** @default - any that is free */
  readonly port?: number;
  /** Asked in this order; the first that answers wins. */
  readonly amendments: readonly Amendment[];
  /** The emulator. */
  readonly forward: Forward;
  /** Stands in front of the amendments: what it forwards goes to them. @default - nothing */
  readonly faults?: Amendment;
  /** Told of a host that somebody tried to reach through the gateway as a proxy. */
  readonly onRefused: (host: string) => void;
  /** Told of a request that was carried out, although its caller did not get the answer. @default - nobody */
  readonly onLostAnswer?: (request: ServiceRequest) => void;
}

/** The one endpoint of the local cloud: Terraform, producers, Lambda functions and readers talk to nothing else. */
export function startGateway(options: GatewayOptions): Promise<LoopbackServer> {
  const { port, amendments, forward, faults, onRefused, onLostAnswer } = options;
  const amended: Forward = (request) => {
    for (const amendment of amendments) {
      const answer = amendment.answer(request, forward);
      if (answer) return answer;
    }
    return forward(request);
  };
  return listenOnLoopback({
    port,
    handle: (request) => faults?.answer(request, amended) ?? amended(request),
    onRefused,
    onLostAnswer,
  });
}
