import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A Firehose on this machine that takes every record. */
export interface LoopbackFirehose {
  readonly endpoint: string;
  /** Records taken so far. */
  readonly taken: () => number;
  close(): Promise<void>;
}

export async function startLoopbackFirehose(): Promise<LoopbackFirehose> {
  let taken = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { Records = [] } = JSON.parse(Buffer.concat(chunks).toString()) as { Records?: unknown[] };
      const RequestResponses = Records.map(() => ({ RecordId: String(++taken) }));
      response.writeHead(200, { "content-type": "application/x-amz-json-1.1" });
      response.end(JSON.stringify({ FailedPutCount: 0, RequestResponses }));
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  };
  return { endpoint: `http://127.0.0.1:${port}`, taken: () => taken, close };
}
