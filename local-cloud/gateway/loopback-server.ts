import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2Server, type Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { createServer as createNetServer, type AddressInfo, type Socket } from "node:net";
import type { IncomingHttpHeaders } from "node:http";
import { isLoopback } from "../loopback-guard";
import { serviceRequest, type ServiceRequest, type ServiceResponse } from "./service-message";

/** First bytes of an HTTP/2 connection. @see https://www.rfc-editor.org/rfc/rfc9113#section-3.4 */
const HTTP2_PREFACE = "PRI";

const LEAVING = "Leaving loopback is forbidden";
const FORBIDDEN: ServiceResponse = {
  status: 403,
  headers: { "content-type": "text/plain" },
  body: Buffer.from(LEAVING),
};

export interface LoopbackServer {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  close(): Promise<void>;
}

/**
 * Listens on a free port of 127.0.0.1 and speaks HTTP/1.1 and HTTP/2 without TLS on it: Terraform uses the one, the
 * Kinesis client of the JavaScript SDK the other. A request for another host (CONNECT, or a whole URL in place of the
 * path), which is how a program would leave this machine through a proxy, is refused.
 *
 * @param onRefused told the host that somebody wanted to reach
 */
export async function listenOnLoopback(
  handle: (request: ServiceRequest) => Promise<ServiceResponse>,
  onRefused: (host: string) => void,
): Promise<LoopbackServer> {
  const answer = async (incoming: IncomingMessage | Http2ServerRequest): Promise<ServiceResponse> => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
    const proxied = proxiedUrl(incoming.url ?? "/");
    if (proxied && !isLoopback(proxied)) {
      onRefused(proxied.host);
      return FORBIDDEN;
    }
    return handle(
      serviceRequest(
        incoming.method ?? "GET",
        proxied ? proxied.pathname + proxied.search : (incoming.url ?? "/"),
        plainHeaders(incoming.headers),
        Buffer.concat(chunks),
      ),
    );
  };
  const http1 = createServer((incoming, outgoing) => {
    void answer(incoming)
      .catch(internalError)
      .then((response) => {
        sendHttp1(outgoing, response);
      });
  });
  http1.on("connect", (incoming: IncomingMessage, socket: Socket) => {
    onRefused(incoming.url ?? "unknown");
    socket.end(`HTTP/1.1 403 ${LEAVING}\r\n\r\n`);
  });
  const http2 = createHttp2Server((incoming, outgoing) => {
    void answer(incoming)
      .catch(internalError)
      .then((response) => {
        sendHttp2(outgoing, response);
      });
  });
  http2.on("connect", (incoming: Http2ServerRequest, outgoing: Http2ServerResponse) => {
    onRefused(incoming.authority);
    sendHttp2(outgoing, FORBIDDEN);
  });
  const sockets = new Set<Socket>();
  const server = createNetServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    socket.once("readable", () => {
      const first = socket.read() as Buffer | null;
      if (first === null) {
        socket.destroy();
        return;
      }
      socket.unshift(first);
      (first.toString("latin1", 0, 3) === HTTP2_PREFACE ? http2 : http1).emit("connection", socket);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => {
          resolve();
        });
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** The URL that a proxy is asked for; undefined for a plain path. @see https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2 */
function proxiedUrl(target: string): URL | undefined {
  return /^https?:\/\//i.test(target) ? new URL(target) : undefined;
}

/** HTTP/2 writes the host as a pseudo header, and SigV4 of the emulator wants the plain one. */
function plainHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  const authority = headers[":authority"];
  const plain: IncomingHttpHeaders = Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith(":")),
  );
  if (typeof authority === "string") plain.host = authority;
  return plain;
}

function internalError(error: unknown): ServiceResponse {
  const message = error instanceof Error ? error.message : String(error);
  return {
    status: 500,
    headers: { "content-type": "application/x-amz-json-1.1", "x-amzn-errortype": "InternalFailure" },
    body: Buffer.from(JSON.stringify({ __type: "InternalFailure", message: `local cloud: ${message}` })),
  };
}

function sendHttp1(outgoing: ServerResponse, response: ServiceResponse): void {
  outgoing.writeHead(response.status, withoutHopByHop(response.headers));
  outgoing.end(response.body);
}

function sendHttp2(outgoing: Http2ServerResponse, response: ServiceResponse): void {
  outgoing.writeHead(response.status, withoutHopByHop(response.headers));
  outgoing.end(response.body);
}

/** They describe one connection and are forbidden in HTTP/2. @see https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2 */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"]);

function withoutHopByHop(headers: ServiceResponse["headers"]): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase())));
}
