import { listenOnLoopback, type LoopbackServer } from "./loopback-server";
import type { Forward, ServiceRequest, ServiceResponse } from "./service-message";

/**
 * Answers some requests in place of the emulator, or corrects its answer.
 */
export interface Amendment {
  /** @returns undefined for a request that is not its business */
  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined;
}

/** Answers every call, by itself or by what it is forwarded to. */
export interface Guard {
  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse>;
}

export interface GatewayOptions {
  /** @default - any that is free */
  readonly port?: number;
  /** Asked in this order; the first that answers wins. */
  readonly amendments: readonly Amendment[];
  /** The emulator. */
  readonly forward: Forward;
  /** Stands before everything else: answers for a caller that lacks a right. @default - everybody may do everything */
  readonly guard?: Guard;
  /** Stands in front of the amendments: what it forwards goes to them. @default - nothing */
  readonly faults?: Amendment;
  /** Called with a host that a program tried to reach through the gateway as a proxy. */
  readonly onRefused: (host: string) => void;
  /** Called with every request and its answer, whoever gave it. @default - not reported */
  readonly onAnswer?: (request: ServiceRequest, response: ServiceResponse) => void;
  /** Called with a request that was carried out, although its caller did not get the answer. @default - not reported */
  readonly onLostAnswer?: (request: ServiceRequest) => void;
}

/** The one endpoint of the local cloud: Terraform, producers, Lambda functions and readers talk to nothing else. */
export function startGateway(options: GatewayOptions): Promise<LoopbackServer> {
  const { port, amendments, forward, guard, faults, onRefused, onAnswer, onLostAnswer } = options;
  const amended: Forward = (request) => {
    for (const amendment of amendments) {
      const answer = amendment.answer(request, forward);
      if (answer) return answer;
    }
    return forward(request);
  };
  const faulty: Forward = (request) => faults?.answer(request, amended) ?? amended(request);
  return listenOnLoopback({
    port,
    handle: async (request) => {
      const response = await (guard?.answer(request, faulty) ?? faulty(request));
      onAnswer?.(request, response);
      return response;
    },
    onRefused,
    onLostAnswer,
  });
}
