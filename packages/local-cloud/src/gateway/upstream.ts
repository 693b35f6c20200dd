import { Agent, request as httpRequest } from "node:http";
import type { Forward, ServiceRequest, ServiceResponse } from "./service-message";

/** A server behind the gateway: moto, or the item store of DynamoDB. */
export interface Upstream {
  readonly forward: Forward;
  close(): void;
}

/** @param port of a server on 127.0.0.1 */
export function connectUpstream(port: number): Upstream {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    forward: (request) => send(agent, port, request),
    close: () => {
      agent.destroy();
    },
  };
}

function send(agent: Agent, port: number, request: ServiceRequest): Promise<ServiceResponse> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(
      {
        agent,
        host: "127.0.0.1",
        port,
        method: request.method,
        path: request.path,
        headers: forwardedHeaders(request),
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
        incoming.once("error", reject);
        incoming.once("end", () => {
          const headers = Object.fromEntries(
            Object.entries(incoming.headers).filter(
              (entry): entry is [string, string | string[]] => entry[1] !== undefined,
            ),
          );
          resolve({ status: incoming.statusCode ?? 500, headers, body: Buffer.concat(chunks) });
        });
      },
    );
    outgoing.once("error", (error) => {
      reject(
        new Error(`${request.method} ${request.path} ${request.operation} to 127.0.0.1:${port}: ${error.message}`),
      );
    });
    outgoing.end(request.body);
  });
}

/** They describe the connection that the request came by. */
const NOT_FORWARDED = new Set(["connection", "transfer-encoding", "expect"]);

function forwardedHeaders(request: ServiceRequest) {
  const headers = Object.entries(request.headers).filter(([name]) => !NOT_FORWARDED.has(name));
  return { ...Object.fromEntries(headers), "content-length": String(request.body.length) };
}
