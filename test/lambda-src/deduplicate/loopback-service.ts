import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** One request that the service received. */
export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  /** `X-Amz-Target`: service version and operation. Empty for S3. */
  readonly target: string;
  readonly body: Buffer;
}

export interface Answer {
  readonly status?: number;
  /** Sent as JSON. */
  readonly body?: object;
}

/** An AWS endpoint on this machine that gives the test's answers and keeps what it received. */
export interface LoopbackService {
  readonly endpoint: string;
  readonly requests: ReceivedRequest[];
  close(): Promise<void>;
}

export async function startLoopbackService(answer: (request: ReceivedRequest) => Answer): Promise<LoopbackService> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((message, response) => {
    void receive(message).then((request) => {
      requests.push(request);
      const { status = 200, body } = answer(request);
      response.writeHead(status, { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": "1" });
      response.end(body && JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => {
        resolve();
      });
    });
  return { endpoint: `http://127.0.0.1:${port}`, requests, close };
}

/** Configuration of an SDK client that talks to the service and does not try twice. */
export function clientConfig(service: LoopbackService) {
  return {
    endpoint: service.endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  };
}

async function receive(message: IncomingMessage): Promise<ReceivedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const target = message.headers["x-amz-target"];
  return {
    method: message.method ?? "",
    path: message.url ?? "",
    target: typeof target === "string" ? target : "",
    body: Buffer.concat(chunks),
  };
}
