import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  constants,
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
} from "node:http2";
import { createServer as createNetServer, type AddressInfo, type Socket } from "node:net";
import type { IncomingHttpHeaders } from "node:http";
import { isLoopback } from "../loopback-guard";
import { CONNECTION_CUT, serviceRequest, type ServiceRequest, type ServiceResponse } from "./service-message";

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
  /** Cuts every connection, refuses new ones for so long, and listens on the same port again. What was asked goes on. */
  restart(downMilliseconds: number): Promise<void>;
  close(): Promise<void>;
}

export interface LoopbackHandlers {
  /** @default - any that is free */
  readonly port?: number;
  /** Answers a request; {@link CONNECTION_CUT} is no answer. */
  readonly handle: (request: ServiceRequest) => Promise<ServiceResponse>;
  /** Called with the host that a program wanted to reach. */
  readonly onRefused: (host: string) => void;
  /** Called with a request that was handled and whose caller did not get the answer. @default - not reported */
  readonly onLostAnswer?: (request: ServiceRequest) => void;
}

/**
 * Listens on a port of 127.0.0.1 and speaks HTTP/1.1 and HTTP/2 without TLS on it: Terraform uses the one, the
 * Kinesis client of the JavaScript SDK the other. A request for another host (CONNECT, or a whole URL in place of the
 * path), which is how a program would leave this machine through a proxy, is refused.
 */
export async function listenOnLoopback({
  port: wantedPort = 0,
  handle,
  onRefused,
  onLostAnswer = () => undefined,
}: LoopbackHandlers): Promise<LoopbackServer> {
  const answer = async (incoming: IncomingMessage | Http2ServerRequest, outgoing: Outgoing): Promise<void> => {
    // Watched from the start: who closes before the answer is there does not wait for it.
    const received = isReceived(outgoing);
    const body = await readBody(incoming).catch(() => undefined);
    if (body === undefined) return;
    let request: ServiceRequest | undefined;
    const respond = async (): Promise<ServiceResponse> => {
      const { method = "GET", url = "/", headers } = incoming;
      const proxied = proxiedUrl(url);
      if (proxied && !isLoopback(proxied)) {
        onRefused(proxied.host);
        return FORBIDDEN;
      }
      const path = proxied ? proxied.pathname + proxied.search : url;
      request = serviceRequest(method, path, plainHeaders(headers), body);
      return handle(request);
    };
    const response = await respond().catch(internalError);
    if (response === CONNECTION_CUT) cut(outgoing);
    else send(outgoing, response);
    if (!(await received) && request !== undefined) onLostAnswer(request);
  };
  const http1 = createServer((incoming, outgoing) => {
    void answer(incoming, outgoing);
  });
  // A client that keeps its connections (Spark's S3A, for a minute) must be the first to close one: a request that is sent
  // on a connection while the server closes it fails.
  http1.keepAliveTimeout = 70_000;
  http1.headersTimeout = 75_000;
  http1.on("connect", (incoming: IncomingMessage, socket: Socket) => {
    onRefused(incoming.url ?? "unknown");
    socket.end(`HTTP/1.1 403 ${LEAVING}\r\n\r\n`);
  });
  const http2 = createHttp2Server((incoming, outgoing) => {
    void answer(incoming, outgoing);
  });
  http2.on("connect", (incoming: Http2ServerRequest, outgoing: Http2ServerResponse) => {
    onRefused(incoming.authority);
    send(outgoing, FORBIDDEN);
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
  const listen = (onPort: number) =>
    new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(onPort, "127.0.0.1", () => {
        server.off("error", reject);
        resolve();
      });
    });
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => {
        resolve();
      });
      for (const socket of sockets) socket.destroy();
    });
  await listen(wantedPort);
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    restart: async (downMilliseconds) => {
      await close();
      await new Promise((resolve) => setTimeout(resolve, downMilliseconds));
      await listen(port);
    },
    close,
  };
}

type Outgoing = ServerResponse | Http2ServerResponse;

/** @throws Error when the connection is closed before the request is complete */
async function readBody(incoming: IncomingMessage | Http2ServerRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Whether an answer was written to its connection as a whole before that was closed. */
function isReceived(outgoing: Outgoing): Promise<boolean> {
  return new Promise((resolve) => {
    if ("stream" in outgoing) {
      const { stream } = outgoing;
      // A stream of HTTP/2 also "finishes" when its connection is closed under it; then it has an error code.
      stream.once("close", () => {
        resolve(stream.writableFinished && outgoing.headersSent && stream.rstCode === constants.NGHTTP2_NO_ERROR);
      });
      return;
    }
    outgoing.once("finish", () => {
      resolve(true);
    });
    outgoing.once("close", () => {
      resolve(false);
    });
  });
}

function cut(outgoing: Outgoing): void {
  if ("stream" in outgoing) outgoing.stream.session?.destroy();
  else outgoing.socket?.destroy();
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

function send(outgoing: Outgoing, response: ServiceResponse): void {
  // One signature for both: the types of the two differ in what else they take.
  const { status, headers, body } = response;
  if ("stream" in outgoing) outgoing.writeHead(status, withoutHopByHop(headers)).end(body);
  else outgoing.writeHead(status, withoutHopByHop(headers)).end(body);
}

/** They describe one connection and are forbidden in HTTP/2. @see https://www.rfc-editor.org/rfc/rfc9113#section-8.2.2 */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"]);

function withoutHopByHop(headers: ServiceResponse["headers"]): Record<string, string | string[]> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name.toLowerCase())));
}
