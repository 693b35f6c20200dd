import type { AddressInfo } from "node:net";
import dynalite from "dynalite";
import type { Amendment } from "../gateway/gateway";
import {
  errorResponse,
  jsonBody,
  otherCall,
  type Forward,
  type ServiceRequest,
  type ServiceResponse,
} from "../gateway/service-message";
import { connectUpstream, type Upstream } from "../gateway/upstream";
import { Turns } from "./turns";

/** Operations on items; those on tables stay with moto. */
const ITEM_OPERATIONS = new Set([
  "BatchGetItem",
  "BatchWriteItem",
  "DeleteItem",
  "GetItem",
  "PutItem",
  "Query",
  "Scan",
  "UpdateItem",
]);
/** Operations on items that dynalite does not have: moto would do them on items of its own. */
const REFUSED_OPERATIONS = new Set([
  "BatchExecuteStatement",
  "ExecuteStatement",
  "ExecuteTransaction",
  "TransactGetItems",
  "TransactWriteItems",
]);
const TABLE_DEADLINE_MILLISECONDS = 10_000;

interface TableDescription {
  readonly TableName: string;
  readonly KeySchema: readonly { readonly AttributeName: string }[];
  readonly AttributeDefinitions: unknown;
}

/**
 * The items of DynamoDB, kept by dynalite and not by moto. Observed with moto 5.2.1 and 5.2.5: a conditional write reads,
 * checks and writes without a lock, so two writers can both win; its consumed capacity is a constant. dynalite gets both
 * right, at three times the speed. The tables themselves are described by moto; one is made here when its first item is
 * asked for.
 */
export class ItemStore implements Amendment {
  /** Names of a table's key attributes, by table; none where the emulator knows no such table. */
  private readonly tables = new Map<string, Promise<readonly string[]>>();
  private readonly turns = new Turns();

  private constructor(
    private readonly server: ReturnType<typeof dynalite>,
    private readonly upstream: Upstream,
  ) {}

  static async start(): Promise<ItemStore> {
    const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(0, "127.0.0.1", () => {
        resolve();
      });
    });
    return new ItemStore(server, connectUpstream((server.address() as AddressInfo).port));
  }

  answer(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> | undefined {
    if (request.service !== "dynamodb") return undefined;
    if (request.operation === "DeleteTable") return this.deleteTable(request, forward);
    if (REFUSED_OPERATIONS.has(request.operation)) {
      const message = `The local cloud has no ${request.operation}: use ${[...ITEM_OPERATIONS].join(", ")}, or test on AWS.`;
      return Promise.resolve(errorResponse("UnknownOperationException", message));
    }
    if (!ITEM_OPERATIONS.has(request.operation)) return undefined;
    return this.operate(request, forward);
  }

  async stop(): Promise<void> {
    this.upstream.close();
    await new Promise<void>((resolve) => {
      this.server.close(() => {
        resolve();
      });
    });
  }

  private async operate(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const keys = new Map<string, readonly string[]>();
    for (const table of tableNames(request)) keys.set(table, await this.makeTable(table, request, forward));
    // A condition and the item that failed it are of one moment. Writes of other items do not wait: a function with a
    // hundred of them at a time would give the last ones up.
    return this.turns.take(writtenItems(request, keys), async () => {
      const response = await this.upstream.forward(request);
      return response.status === 400 ? this.attachFailedItem(request, response, keys) : response;
    });
  }

  private makeTable(name: string, request: ServiceRequest, forward: Forward): Promise<readonly string[]> {
    const known = this.tables.get(name);
    if (known) return known;
    const made = this.copyTable(name, request, forward);
    this.tables.set(name, made);
    made.catch(() => this.tables.delete(name));
    return made;
  }

  private async copyTable(name: string, request: ServiceRequest, forward: Forward): Promise<readonly string[]> {
    const described = await forward(operation(request, "DescribeTable", { TableName: name }));
    // Unknown to moto: dynalite will say so in the words of DynamoDB. It may be made later, so nothing is remembered.
    if (described.status !== 200) {
      this.tables.delete(name);
      return [];
    }
    const { TableName, KeySchema, AttributeDefinitions } = jsonBody(described)["Table"] as TableDescription;
    await this.upstream.forward(
      operation(request, "CreateTable", { TableName, KeySchema, AttributeDefinitions, BillingMode: "PAY_PER_REQUEST" }),
    );
    const deadline = Date.now() + TABLE_DEADLINE_MILLISECONDS;
    for (;;) {
      const answer = await this.upstream.forward(operation(request, "DescribeTable", { TableName: name }));
      const status = (jsonBody(answer)["Table"] as { TableStatus?: string } | undefined)?.TableStatus;
      if (status === "ACTIVE") return KeySchema.map(({ AttributeName: attribute }) => attribute);
      if (Date.now() > deadline)
        throw new Error(`dynalite: table ${name} is ${status ?? "missing"} after ${TABLE_DEADLINE_MILLISECONDS} ms`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  }

  private async deleteTable(request: ServiceRequest, forward: Forward): Promise<ServiceResponse> {
    const response = await forward(request);
    const name = jsonBody(request)["TableName"];
    if (response.status === 200 && typeof name === "string" && this.tables.delete(name)) {
      await this.upstream.forward(operation(request, "DeleteTable", { TableName: name }));
    }
    return response;
  }

  /**
   * dynalite does not know ReturnValuesOnConditionCheckFailure.
   * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
   */
  private async attachFailedItem(
    request: ServiceRequest,
    response: ServiceResponse,
    keys: ReadonlyMap<string, readonly string[]>,
  ): Promise<ServiceResponse> {
    const body = jsonBody(request);
    const error = jsonBody(response);
    if (
      body["ReturnValuesOnConditionCheckFailure"] !== "ALL_OLD" ||
      !String(error["__type"]).endsWith("#ConditionalCheckFailedException")
    ) {
      return response;
    }
    const table = String(body["TableName"]);
    const key = body["Key"] ?? keyOf(body["Item"] as Item, keys.get(table) ?? []);
    const found = await this.upstream.forward(
      operation(request, "GetItem", { TableName: table, Key: key, ConsistentRead: true }),
    );
    return {
      ...response,
      headers: withoutLength(response.headers),
      body: Buffer.from(JSON.stringify({ ...error, Item: jsonBody(found)["Item"] })),
    };
  }
}

/** Attributes by name, or the key of an item. */
type Item = Readonly<Record<string, unknown>>;

interface BatchEntry {
  readonly PutRequest?: { readonly Item: Item };
  readonly DeleteRequest?: { readonly Key: Item };
}

function keyOf(item: Item, names: readonly string[]): Item {
  return Object.fromEntries(names.map((name) => [name, item[name]]));
}

/** Table and key of every item that an operation writes. */
function writtenItems(request: ServiceRequest, keys: ReadonlyMap<string, readonly string[]>): string[] {
  const body = jsonBody(request);
  const named = (table: string, item: Item = {}) => JSON.stringify([table, keyOf(item, keys.get(table) ?? [])]);
  switch (request.operation) {
    case "DeleteItem":
    case "PutItem":
    case "UpdateItem":
      return [named(String(body["TableName"]), (body["Key"] ?? body["Item"]) as Item | undefined)];
    case "BatchWriteItem":
      return Object.entries((body["RequestItems"] ?? {}) as Readonly<Record<string, readonly BatchEntry[]>>).flatMap(
        ([table, entries]) =>
          Array.from(entries, ({ PutRequest: put, DeleteRequest: removed }) => named(table, put?.Item ?? removed?.Key)),
      );
    default:
      return [];
  }
}

function tableNames(request: ServiceRequest): string[] {
  const body = jsonBody(request);
  const items = body["RequestItems"];
  if (typeof items === "object" && items !== null) return Object.keys(items);
  return typeof body["TableName"] === "string" ? [body["TableName"]] : [];
}

function operation(request: ServiceRequest, name: string, body: object): ServiceRequest {
  return otherCall({ ...request, headers: withoutChecksums(request.headers) }, name, body);
}

/** A checksum of the original body does not fit another one. */
function withoutChecksums(headers: ServiceRequest["headers"]): ServiceRequest["headers"] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !name.startsWith("x-amz-checksum") && name !== "content-encoding"),
  );
}

function withoutLength(headers: ServiceResponse["headers"]): ServiceResponse["headers"] {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name !== "content-length" && name !== "x-amz-crc32"),
  );
}
