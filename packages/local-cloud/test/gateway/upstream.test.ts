import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { serviceRequest } from "../../src/gateway/service-message";
import { connectUpstream, type Upstream } from "../../src/gateway/upstream";

interface Received {
  readonly incoming: IncomingMessage;
  readonly body: Buffer;
}

const received: Received[] = [];
let server: Server;
let upstream: Upstream;

beforeEach(async () => {
  received.length = 0;
  server = createServer((incoming, outgoing) => {
    void buffer(incoming).then((body) => {
      received.push({ incoming, body });
      if (incoming.url === "/cut") outgoing.destroy();
      else if (incoming.url === "/silent") return;
      else if (incoming.url === "/half") outgoing.writeHead(200, { "content-length": "2" }).write("{");
      else outgoing.writeHead(207, { "x-amz-request-id": "1", "set-cookie": ["a", "b"] }).end(body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  upstream = connectUpstream((server.address() as AddressInfo).port);
});
afterEach(async () => {
  upstream.close();
  await new Promise((resolve) => server.close(resolve));
});

it("passes method, path, headers and body on, byte for byte, and the answer back", async () => {
  const body = Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256));
  const headers = { host: "127.0.0.1:1", "x-amz-target": "Firehose.PutRecord", "x-amz-date": "20261124T000000Z" };

  const response = await upstream.forward(serviceRequest("PUT", "/a%20b?c=%2F", headers, body));

  expect(response.status).toBe(207);
  expect(response.headers).toMatchObject({ "x-amz-request-id": "1", "set-cookie": ["a", "b"] });
  expect(response.body.equals(body)).toBe(true);
  const [request] = received;
  expect(request?.incoming).toMatchObject({ method: "PUT", url: "/a%20b?c=%2F" });
  expect(request?.incoming.headers).toMatchObject({ ...headers, "content-length": "70000" });
  expect(request?.body.equals(body)).toBe(true);
});

it("passes an empty body on as one of no bytes", async () => {
  const response = await upstream.forward(serviceRequest("DELETE", "/bucket", {}, Buffer.alloc(0)));

  expect(response.body).toHaveLength(0);
  expect(received[0]?.incoming.headers["content-length"]).toBe("0");
  expect(received[0]?.body).toHaveLength(0);
});

it("keeps headers of the caller's connection to itself: the body is whole already", async () => {
  const headers = { "transfer-encoding": "chunked", expect: "100-continue", connection: "close" };

  await upstream.forward(serviceRequest("POST", "/", headers, Buffer.from("{}")));

  const forwarded = received[0]?.incoming.headers;
  expect(forwarded).not.toHaveProperty("transfer-encoding");
  expect(forwarded).not.toHaveProperty("expect");
  expect(forwarded?.connection).not.toBe("close");
  expect(forwarded?.["content-length"]).toBe("2");
});

it.each([["cuts the connection", "/cut", /^GET \/cut {2}to 127\.0\.0\.1:\d+: socket hang up$/]])(
  "names the request when the server behind %s",
  async (_title, path, message) => {
    await expect(upstream.forward(serviceRequest("GET", path, {}, Buffer.alloc(0)))).rejects.toThrow(message);
  },
);

it.each([
  ["nothing of an answer", "/silent"],
  ["half of an answer", "/half"],
])("gives a request up when %s comes", async (_title, path) => {
  upstream.close();
  upstream = connectUpstream((server.address() as AddressInfo).port, { longestSilence: 100 });

  const silent = upstream.forward(serviceRequest("GET", path, {}, Buffer.alloc(0)));

  await expect(silent).rejects.toThrow(/^GET \/(silent|half) {2}to 127\.0\.0\.1:\d+: no answer in 0\.1 s$/);
});

it("names the request when nobody listens behind it", async () => {
  await new Promise((resolve) => server.close(resolve));
  const headers = { "x-amz-target": "Kinesis_20131202.PutRecords" };

  const refused = upstream.forward(serviceRequest("POST", "/", headers, Buffer.alloc(0)));

  await expect(refused).rejects.toThrow(/^POST \/ PutRecords to 127\.0\.0\.1:\d+: connect ECONNREFUSED/);
});
