import { request } from "node:http";
import { type Console, startConsole } from "../../../tools/console/console-server";

let served: Console;

beforeEach(async () => {
  served = await startConsole(
    {
      "state.json": () => Promise.resolve({ title: "event-lake-dev" }),
      event: (parameters) => Promise.reject(new Error(`No event ${parameters.get("uuid") ?? ""}.`)),
    },
    0,
  );
});

afterEach(async () => {
  await served.stop();
});

interface Answered {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly body: string;
}

function ask(url: string, { method = "GET", headers = {} } = {}): Promise<Answered> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, (response) => {
      let body = "";
      response.on("data", (part: Buffer) => (body += part.toString()));
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body });
      });
    })
      .on("error", reject)
      .end();
  });
}

test("the page, its style, its code and its charts come from this machine alone", async () => {
  const page = await ask(served.url);
  const linked = [...page.body.matchAll(/(?:href|src)="(?!data:)([^"]+)"/g)].map(([, file = ""]) => file);

  expect(page.headers["content-type"]).toContain("text/html");
  expect(linked.length).toBeGreaterThan(3);
  for (const file of linked) expect(await ask(new URL(file, served.url).href)).toMatchObject({ status: 200 });
  expect(page.headers["content-security-policy"]).toContain("default-src 'self'");
});

test("a question is answered as JSON, and one that fails says why", async () => {
  expect(await ask(`${served.url}state.json`)).toMatchObject({ status: 200, body: '{"title":"event-lake-dev"}' });
  expect(await ask(`${served.url}event?uuid=u1`)).toMatchObject({ status: 500, body: '{"error":"No event u1."}' });
});

test.each([
  ["without the secret", (url: string) => new URL("/", url).href, {}],
  ["with another secret", (url: string) => url.replace(/[0-9a-f]{32}/, "0".repeat(32)), {}],
  ["by another name, as a page of another site could", (url: string) => url, { host: "evil.example:80" }],
  ["for a file of the machine", (url: string) => `${url}../../package.json`, {}],
  ["for a file of the folder that is no part of the page", (url: string) => `${url}%2e%2e%2fmain.ts`, {}],
])("nothing is told to who asks %s", async (_, change, headers) => {
  const { status, body } = await ask(change(served.url), { headers });

  expect(status).toBe(404);
  expect(body).toMatch(/^Not found/);
});

test("nothing but looking is possible", async () => {
  expect(await ask(`${served.url}state.json`, { method: "POST" })).toMatchObject({ status: 405 });
});
