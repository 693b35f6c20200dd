import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Clients } from "../../src/engine-clients";
import { AthenaQueries, type QueryRights } from "../../src/athena/queries";
import { jsonBody, jsonResponse, type ServiceRequest } from "../../src/gateway/service-message";
import { fakeEmulator, targetCall } from "../gateway/service-call";
import { ManualClock } from "../manual-clock";
import { pollUntil } from "../poll-until";

const ROLE = "arn:aws:iam::111111111111:role/analyst";
const READ = JSON.stringify({
  inputTableColumnInfos: [{ table: { schemaTable: { schema: "shop", table: "orders" } } }],
});

let trino: Server;
/** What Trino answers to a statement; one answer for ever is a query that goes on. */
let answers: (sql: string) => object;
let rules: string[];
let written: { readonly Key?: string; readonly Body?: string; readonly SSEKMSKeyId?: string }[];
/** Bodies of objects that were asked for, and those of them that were read to their end. */
let bodies: { asked: number; read: number };
let refusal: (action: string) => string | undefined;
let configuration: Record<string, unknown>;
let queries: AthenaQueries;

const emulator = fakeEmulator((request) =>
  jsonResponse(
    jsonBody(request)["WorkGroup"] === "unknown"
      ? { WorkGroup: null }
      : { WorkGroup: { Configuration: configuration } },
  ),
);

beforeEach(async () => {
  trino = createServer((incoming, outgoing) => {
    void buffer(incoming).then((body) => {
      const again = incoming.method === "GET" ? (incoming.url ?? "").slice(1) : undefined;
      const sql = again === undefined ? body.toString() : decodeURIComponent(again);
      const { port } = trino.address() as AddressInfo;
      const answer = sql.startsWith("EXPLAIN") ? { columns: [], data: [[READ]] } : answers(sql);
      const next = "goesOn" in answer ? { nextUri: `http://127.0.0.1:${port}/${encodeURIComponent(sql)}` } : {};
      outgoing.end(JSON.stringify({ ...answer, ...next }));
    });
  });
  await new Promise<void>((resolve) => trino.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(trino.address() as AddressInfo).port}`;
  answers = () => ({ columns: [{ name: "n", type: "bigint" }], data: [[1], [2], [3]] });
  rules = [];
  written = [];
  bodies = { asked: 0, read: 0 };
  configuration = { ResultConfiguration: { OutputLocation: "s3://results/here" } };
  const clients = {
    glue: { send: () => Promise.resolve({}) },
    s3: {
      send: ({ input, constructor: { name } }: { input: object; constructor: { name: string } }) => {
        if (name === "PutObjectCommand") written.push(input);
        if (name !== "GetObjectCommand") return Promise.resolve({});
        bodies.asked += 1;
        const transformToByteArray = () => {
          bodies.read += 1;
          return Promise.resolve(new Uint8Array());
        };
        return Promise.resolve({ Body: { transformToByteArray } });
      },
    },
  } as unknown as Clients;
  refusal = () => undefined;
  const rights: QueryRights = {
    nameOf: () => ROLE,
    readable: () => Promise.resolve([{ database: "shop", table: "orders", hiddenColumns: ["card"] }]),
    sees: () => true,
    refusal: (_, action) => refusal(action),
    clientsOf: () => clients,
  };
  const now = new ManualClock();
  queries = new AthenaQueries({
    rights,
    trino: () => Promise.resolve({ endpoint, writeRules: (text) => rules.push(text) }),
    clock: now,
  });
});

afterEach(async () => {
  queries.stop();
  await new Promise((resolve) => {
    trino.close(resolve);
    trino.closeAllConnections();
  });
});

async function call(operation: string, body: object): Promise<Record<string, unknown>> {
  const request: ServiceRequest = targetCall("athena", operation, body);
  return jsonBody((await queries.answer(request, emulator.forward)) ?? jsonResponse({}));
}

const start = async (QueryString: string) =>
  String((await call("StartQueryExecution", { QueryString }))["QueryExecutionId"]);

interface Described {
  readonly Status: { readonly State: string; readonly StateChangeReason?: string };
  readonly ResultConfiguration: { readonly OutputLocation: string };
}

async function described(id: string): Promise<Described> {
  return (await call("GetQueryExecution", { QueryExecutionId: id }))["QueryExecution"] as Described;
}

async function ended(id: string): Promise<string> {
  const { Status } = await pollUntil(
    () => described(id),
    (now) => "CompletionDateTime" in now.Status,
  );
  return `${Status.State}: ${Status.StateChangeReason ?? ""}`;
}

test("a result is written where the workgroup says, encrypted as it says, and read in pages", async () => {
  configuration = {
    ResultConfiguration: {
      OutputLocation: "s3://results/here",
      EncryptionConfiguration: { EncryptionOption: "SSE_KMS", KmsKey: "key" },
    },
  };

  const id = await start("SELECT n FROM orders;");

  expect(await ended(id)).toBe("SUCCEEDED: ");
  expect((await described(id)).ResultConfiguration.OutputLocation).toBe(`s3://results/here/${id}.csv`);
  expect(written).toMatchObject([{ Key: `here/${id}.csv`, Body: '"n"\n"1"\n"2"\n"3"\n', SSEKMSKeyId: "key" }]);
  const first = await call("GetQueryResults", { QueryExecutionId: id, MaxResults: 2 });
  // A body that nobody reads ends the process when its connection is closed.
  expect(bodies).toEqual({ asked: 1, read: 1 });
  expect(first).toMatchObject({ NextToken: "2", ResultSet: { Rows: [{ Data: [{ VarCharValue: "n" }] }, {}] } });
});

test("Trino is told what the asking role may read, and which columns it does not see", async () => {
  await ended(await start("SELECT n FROM orders"));

  expect(JSON.parse(rules.at(-1) ?? "")).toMatchObject({
    tables: [{ schema: "shop", table: "orders", privileges: ["SELECT"], columns: [{ name: "card", allow: false }] }],
  });
});

test("a role that may not ask Lake Formation for data reads nothing", async () => {
  refusal = (action) => `not authorized to perform: ${action}`;

  expect(await ended(await start("SELECT n FROM orders"))).toBe(
    "FAILED: not authorized to perform: lakeformation:GetDataAccess",
  );
  expect(written).toEqual([]);
});

test.each([
  ["a hidden column", "SELECT card FROM orders", "COLUMN_NOT_FOUND: Column 'card' cannot be resolved or requester"],
  [
    "a table that is seen",
    "SELECT 1 FROM orders",
    "Insufficient Lake Formation permission(s): Required Select on orders",
  ],
])("the refusal of %s is in Athena's words", async (_title, sql, words) => {
  const message = "Access Denied: Cannot select from table awsdatacatalog.shop.orders";
  answers = () => ({ error: { errorName: "PERMISSION_DENIED", message } });

  expect(await ended(await start(sql))).toContain(`FAILED: ${words}`);
});

test("a query ends when it has scanned more than its workgroup allows", async () => {
  configuration = { ...configuration, BytesScannedCutoffPerQuery: 100 };
  answers = () => ({ goesOn: true, stats: { physicalInputBytes: 101 } });

  expect(await ended(await start("SELECT n FROM orders"))).toBe(
    "CANCELLED: Query cancelled! : Bytes scanned limit was exceeded",
  );
});

test("a query is asked again while Trino misses its only node", async () => {
  const result = answers("");
  const missing = { error: { errorName: "NO_NODES_AVAILABLE", message: "No nodes available to run query" } };
  let asked = 0;
  answers = () => ((asked += 1) < 3 ? missing : result);

  expect(await ended(await start("SELECT n FROM orders"))).toBe("SUCCEEDED: ");
  expect(asked).toBe(3);
});

test("a query that is stopped is cancelled, and has no results", async () => {
  answers = () => ({ goesOn: true });
  const id = await start("SELECT n FROM orders");

  await call("StopQueryExecution", { QueryExecutionId: id });

  expect(await ended(id)).toMatch(/^CANCELLED/);
  expect(await call("GetQueryResults", { QueryExecutionId: id })).toMatchObject({
    message: "Query has not yet finished. Current state: CANCELLED",
  });
});

test.each([
  ["an unknown workgroup", { QueryString: "SELECT 1", WorkGroup: "unknown" }, "WorkGroup unknown is not found."],
  ["no SQL", { QueryString: " " }, "QueryString must not be empty."],
])("a query with %s is not started", async (_title, body, message) => {
  expect(await call("StartQueryExecution", body)).toMatchObject({ __type: "InvalidRequestException", message });
});

test("without a place for results a query is not started", async () => {
  configuration = {};

  expect(await call("StartQueryExecution", { QueryString: "SELECT 1" })).toMatchObject({
    message: expect.stringContaining("No output location provided.") as string,
  });
});
