import { Agent } from "node:http";
import { connect } from "node:http2";
import { listenOnLoopback, type LoopbackServer } from "../../src/gateway/loopback-server";
import { CONNECTION_CUT, type ServiceRequest, type ServiceResponse } from "../../src/gateway/service-message";
import { http1, http2, http2Connect } from "./http-clients";

const handled: ServiceRequest[] = [];
const refused: string[] = [];
const lost: string[] = [];
let server: LoopbackServer;

/** Answers with the method and the size of the body, and fails at /failure. */
function answer(request: ServiceRequest): Promise<ServiceResponse> {
  handled.push(request);
  if (request.path === "/failure") throw new Error("the table is missing");
  if (request.path === "/cut") return Promise.resolve(CONNECTION_CUT);
  const headers = { "content-type": "text/plain", connection: "keep-alive", "transfer-encoding": "identity" };
  return Promise.resolve({ status: 201, headers, body: Buffer.from(`${request.method} ${request.body.length}`) });
}

beforeEach(async () => {
  handled.length = 0;
  refused.length = 0;
  lost.length = 0;
  server = await listenOnLoopback({
    handle: answer,
    onRefused: (host) => refused.push(host),
    onLostAnswer: ({ path }) => lost.push(path),
  });
});
afterEach(() => server.close());

it("listens on 127.0.0.1 and no other address", () => {
  expect(server.endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
});

describe.each([
  ["HTTP/1.1", http1],
  ["HTTP/2 without TLS", http2],
])("over %s", (_version, send) => {
  it("hands over method, path, query, headers and the bytes of the body", async () => {
    const body = Buffer.from([0, 255, 13, 10, 128]);

    const response = await send(server.endpoint, {
      method: "PUT",
      path: "/bucket/key?versionId=1",
      headers: { "x-amz-meta-sender": "test", "content-type": "application/octet-stream" },
      body,
    });

    expect([response.status, response.body]).toEqual([201, "PUT 5"]);
    expect(handled).toHaveLength(1);
    expect(handled[0]).toMatchObject({ method: "PUT", path: "/bucket/key?versionId=1", body });
    expect(handled[0]?.headers).toMatchObject({ "x-amz-meta-sender": "test", host: new URL(server.endpoint).host });
  });

  it("shows a handler plain headers only", async () => {
    await send(server.endpoint);

    expect(Object.keys(handled[0]?.headers ?? {}).filter((name) => name.startsWith(":"))).toEqual([]);
  });

  it("leaves out headers that belong to another connection", async () => {
    const response = await send(server.endpoint);

    expect(response.headers["content-type"]).toBe("text/plain");
    expect(response.headers["transfer-encoding"]).not.toBe("identity");
  });

  it("answers 500 with the message of a handler that throws", async () => {
    const response = await send(server.endpoint, { path: "/failure" });

    expect(response.status).toBe(500);
    expect(response.headers["x-amzn-errortype"]).toBe("InternalFailure");
    expect(JSON.parse(response.body)).toEqual({
      __type: "InternalFailure",
      message: "local cloud: the table is missing",
    });
  });

  it("closes the connection in an answer's place, and tells which answer was lost", async () => {
    await expect(send(server.endpoint, { path: "/cut" })).rejects.toThrow();

    expect(lost).toEqual(["/cut"]);
    expect((await send(server.endpoint)).status).toBe(201);
    expect(lost).toEqual(["/cut"]);
  });

  it("takes many requests at once", async () => {
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, size) => send(server.endpoint, { method: "POST", body: Buffer.alloc(size) })),
    );

    expect(responses.map(({ body }) => body)).toEqual(Array.from({ length: 50 }, (_, size) => `POST ${size}`));
  });
});

describe("as a proxy", () => {
  it("refuses a CONNECT and reports its host", async () => {
    const response = await http1(server.endpoint, { method: "CONNECT", path: "sts.eu-central-1.amazonaws.com:443" });

    expect(response).toMatchObject({ status: 403, body: "Leaving loopback is forbidden" });
    expect(refused).toEqual(["sts.eu-central-1.amazonaws.com:443"]);
    expect(handled).toEqual([]);
  });

  it("refuses a CONNECT over HTTP/2 and reports its host", async () => {
    const response = await http2Connect(server.endpoint, "sts.eu-central-1.amazonaws.com:443");

    expect(response).toMatchObject({ status: 403, body: "Leaving loopback is forbidden" });
    expect(refused).toEqual(["sts.eu-central-1.amazonaws.com:443"]);
  });

  it("refuses a plain request for another host and reports the host", async () => {
    const response = await http1(server.endpoint, { path: "http://169.254.169.254/latest/meta-data/" });

    expect(response).toMatchObject({ status: 403, body: "Leaving loopback is forbidden" });
    expect(refused).toEqual(["169.254.169.254"]);
    expect(handled).toEqual([]);
  });

  it("answers a plain request for this machine itself", async () => {
    await http1(server.endpoint, { path: `${server.endpoint}/bucket?list-type=2` });

    expect(handled.map(({ path }) => path)).toEqual(["/bucket?list-type=2"]);
    expect(refused).toEqual([]);
  });
});

describe("when it closes", () => {
  it("ends connections that are kept alive, over both versions of HTTP", async () => {
    const agent = new Agent({ keepAlive: true });
    const session = connect(server.endpoint);
    await Promise.all([
      http1(server.endpoint, { agent }),
      new Promise((resolve) => session.once("remoteSettings", resolve)),
    ]);
    const sessionClosed = new Promise((resolve) => session.once("close", resolve));

    await server.close();

    await sessionClosed;
    await expect(http1(server.endpoint, { agent })).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
    agent.destroy();
  });

  it("does not wait for a request that never gets an answer", async () => {
    let arrive: () => void = () => undefined;
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const silent = await listenOnLoopback({
      handle: () => {
        arrive();
        return new Promise(() => undefined);
      },
      onRefused: () => undefined,
    });
    const unanswered = expect(http1(silent.endpoint)).rejects.toThrow(/socket hang up|ECONNRESET/);
    await arrived;

    await silent.close();

    await unanswered;
  });
});

describe("a restart", () => {
  it("refuses connections for a while and comes back on the same port", async () => {
    const restarted = server.restart(50);

    await expect(http1(server.endpoint)).rejects.toThrow(/ECONNREFUSED|ECONNRESET/);
    await restarted;

    expect((await http1(server.endpoint)).status).toBe(201);
    expect((await http2(server.endpoint)).status).toBe(201);
  });

  it.each([
    ["HTTP/1.1", http1],
    ["HTTP/2", http2],
  ])("goes on with what was asked before, and tells that its answer was lost (%s)", async (_, send) => {
    const asked = deferred<undefined>();
    const finished = deferred<ServiceResponse>();
    const told: string[] = [];
    const slow = await listenOnLoopback({
      handle: () => {
        asked.resolve(undefined);
        return finished.promise;
      },
      onRefused: () => undefined,
      onLostAnswer: ({ path }) => told.push(path),
    });
    const unanswered = expect(send(slow.endpoint, { path: "/slow" })).rejects.toThrow(/socket hang up|ECONNRESET/);
    await asked.promise;

    await slow.restart(0);
    await unanswered;
    expect(told).toEqual([]);
    finished.resolve({ status: 200, headers: {}, body: Buffer.alloc(0) });
    await new Promise((resolve) => setImmediate(resolve));

    expect(told).toEqual(["/slow"]);
    await slow.close();
  });
});

function deferred<T>() {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => (resolve = settle));
  return { promise, resolve };
}
