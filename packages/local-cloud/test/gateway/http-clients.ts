import { Agent, request, type IncomingHttpHeaders } from "node:http";
import { connect, type ClientHttp2Session } from "node:http2";
import { text } from "node:stream/consumers";

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Call {
  readonly method?: string;
  readonly path?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly agent?: Agent;
}

/** One request over HTTP/1.1; `path` goes over the wire as it is. */
export async function http1(endpoint: string, { body, ...options }: Call = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(endpoint);
    const outgoing = request({ hostname, port, ...options }, (incoming) => {
      text(incoming).then((received) => {
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: received });
      }, reject);
    });
    outgoing.once("error", reject);
    // Answers a CONNECT that was refused.
    outgoing.once("connect", (incoming, socket) => {
      socket.destroy();
      resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, body: incoming.statusMessage ?? "" });
    });
    outgoing.end(body);
  });
}

/** One request over HTTP/2 without TLS. */
export async function http2(
  endpoint: string,
  { method = "GET", path = "/", headers, body }: Call = {},
): Promise<Answer> {
  const session = connect(endpoint);
  try {
    return await send(session, { ":method": method, ":path": path, ...headers }, body);
  } finally {
    session.close();
  }
}

/** A CONNECT over HTTP/2. */
export async function http2Connect(endpoint: string, authority: string): Promise<Answer> {
  const session = connect(endpoint);
  try {
    return await send(session, { ":method": "CONNECT", ":authority": authority });
  } finally {
    session.close();
  }
}

function send(session: ClientHttp2Session, headers: Record<string, string>, body?: Buffer): Promise<Answer> {
  return new Promise((resolve, reject) => {
    session.once("error", reject);
    const stream = session.request(headers);
    stream.once("error", reject);
    const closed = () => {
      reject(new Error("The connection was closed without an answer: socket hang up"));
    };
    stream.once("close", closed);
    stream.once("response", (received) => {
      stream.off("close", closed);
      text(stream).then((content) => {
        resolve({ status: received[":status"] ?? 0, headers: received, body: content });
      }, reject);
    });
    stream.end(body);
  });
}
