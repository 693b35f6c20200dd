import { Agent, request as httpRequest, type RequestOptions } from "node:http";
import type { Forward, ServiceRequest, ServiceResponse } from "./service-message";

/** A server behind the gateway: moto, or the item store of DynamoDB. */
export interface Upstream {
  readonly forward: Forward;
  close(): void;
}

/** Milliseconds in which a server on this machine answers, even one that has no processor for half of them. */
const LONGEST_SILENCE = 60_000;

export interface UpstreamOptions {
  /** Milliseconds without a byte after which a request is given up: its caller tries again. @default 60,000 */
  readonly longestSilence?: number;
}

/** @param port of a server on 127.0.0.1 */
export function connectUpstream(
  port: number,
  { longestSilence: timeout = LONGEST_SILENCE }: UpstreamOptions = {},
): Upstream {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    forward: (request) => send({ agent, host: "127.0.0.1", port, timeout }, request),
    close: () => {
      agent.destroy();
    },
  };
}

function send(to: RequestOptions, request: ServiceRequest): Promise<ServiceResponse> {
  const { method, path, operation } = request;
  return new Promise((resolve, reject) => {
    const fail = ({ message }: Error) => {
      reject(new Error(`${method} ${path} ${operation} to ${String(to.host)}:${String(to.port)}: ${message}`));
    };
    const outgoing = httpRequest({ ...to, method, path, headers: forwardedHeaders(request) }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
      incoming.once("error", fail);
      incoming.once("end", () => {
        const headers = Object.fromEntries(
          Object.entries(incoming.headers).filter(
            (entry): entry is [string, string | string[]] => entry[1] !== undefined,
          ),
        );
        resolve({ status: incoming.statusCode ?? 500, headers, body: Buffer.concat(chunks) });
      });
    });
    outgoing.once("timeout", () => {
      outgoing.destroy(new Error(`no answer in ${Number(to.timeout) / 1000} s`));
    });
    outgoing.once("error", fail);
    outgoing.end(request.body);
  });
}

/** They describe the connection that the request came by. */
const NOT_FORWARDED = new Set(["connection", "transfer-encoding", "expect"]);

function forwardedHeaders(request: ServiceRequest) {
  const headers = Object.entries(request.headers).filter(([name]) => !NOT_FORWARDED.has(name));
  return { ...Object.fromEntries(headers), "content-length": String(request.body.length) };
}
