import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";

/** What the page asks, by path. A rejected promise is shown to the person by its message. */
export type Answers = Readonly<Record<string, (parameters: URLSearchParams) => Promise<unknown>>>;

export interface Console {
  /** With a secret: whoever has it sees what the credentials of the shell may read. */
  readonly url: string;
  stop(): Promise<void>;
}

const HOST = "127.0.0.1";
const CHARTS = path.dirname(require.resolve("uplot/dist/uPlot.min.css"));
const PAGE = path.join(__dirname, "page");

/** Files of the page, and nothing else of this machine. */
const FILES: Readonly<Record<string, { readonly file: string; readonly type: string }>> = {
  "": { file: path.join(PAGE, "index.html"), type: "text/html" },
  "console.css": { file: path.join(PAGE, "console.css"), type: "text/css" },
  "console.js": { file: path.join(PAGE, "console.js"), type: "text/javascript" },
  "uPlot.min.css": { file: path.join(CHARTS, "uPlot.min.css"), type: "text/css" },
  "uPlot.iife.min.js": { file: path.join(CHARTS, "uPlot.iife.min.js"), type: "text/javascript" },
};

const HEADERS = {
  "cache-control": "no-store",
  "content-security-policy":
    "default-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};

/**
 * Serves the page on loopback, under a path that nobody can guess, and answers only who asks for this host by its address: a
 * page of another site, which a browser may send here by a name of its own, gets nothing.
 *
 * @param port 0 for a free one
 */
export async function startConsole(answers: Answers, port: number): Promise<Console> {
  const secret = randomBytes(16).toString("hex");
  const server = createServer((request, response) => {
    void answer(request, response, secret, answers);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, HOST, resolve);
  });
  return { url: `http://${authority(server)}/${secret}/`, stop: () => stop(server) };
}

function authority(server: Server): string {
  return `${HOST}:${(server.address() as AddressInfo).port}`;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => {
    server.close((error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, secret: string, answers: Answers) {
  const { method, headers, socket } = request;
  const own = `${HOST}:${socket.localPort ?? 0}`;
  const url = new URL(request.url ?? "/", `http://${own}`);
  const [, given, name = "", ...rest] = url.pathname.split("/");
  if (headers.host !== own || given !== secret || rest.length > 0) {
    send(response, 404, "text/plain", "Not found: open the address that the console has printed.");
    return;
  }
  if (method !== "GET") {
    send(response, 405, "text/plain", "The console only shows: it answers GET.");
    return;
  }
  const file = FILES[name];
  if (file !== undefined) {
    send(response, 200, file.type, readFileSync(file.file));
    return;
  }
  const asked = answers[name];
  if (asked === undefined) {
    send(response, 404, "text/plain", "Not found.");
    return;
  }
  try {
    sendJson(response, 200, await asked(url.searchParams));
  } catch (error) {
    sendJson(response, 500, { error: error instanceof Error ? error.message : String(error) });
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  send(response, status, "application/json", JSON.stringify(body));
}

function send(response: ServerResponse, status: number, type: string, body: string | Buffer): void {
  response.writeHead(status, { ...HEADERS, "content-type": `${type}; charset=utf-8` });
  response.end(body);
}
