import {
  BatchWriteItemCommand,
  ConditionalCheckFailedException,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import { ItemStore } from "../../src/dynamodb/item-store";
import { startGateway } from "../../src/gateway/gateway";
import type { LoopbackServer } from "../../src/gateway/loopback-server";
import { errorResponse, jsonBody, jsonResponse } from "../../src/gateway/service-message";
import { fakeEmulator, targetCall } from "../gateway/service-call";

const TABLE = "deduplication-index";

/** Tables that the emulator knows. */
const deployed = new Set<string>();
const emulator = fakeEmulator((request) => {
  const name = String(jsonBody(request)["TableName"]);
  if (!deployed.has(name)) return errorResponse("ResourceNotFoundException", "Requested resource not found");
  if (request.operation === "DeleteTable") deployed.delete(name);
  return jsonResponse({
    Table: {
      TableName: name,
      KeySchema: [{ AttributeName: "event_uuid", KeyType: "HASH" }],
      AttributeDefinitions: [{ AttributeName: "event_uuid", AttributeType: "S" }],
    },
  });
});
let items: ItemStore;
let gateway: LoopbackServer;
let dynamodb: DynamoDBClient;

beforeEach(async () => {
  deployed.clear();
  deployed.add(TABLE);
  emulator.asked.length = 0;
  items = await ItemStore.start();
  gateway = await startGateway({
    amendments: [items],
    forward: emulator.forward,
    onRefused: () => undefined,
  });
  dynamodb = new DynamoDBClient({
    endpoint: gateway.endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 1,
  });
});
afterEach(async () => {
  dynamodb.destroy();
  await gateway.close();
  await items.stop();
});

/** A put that succeeds when nobody has the id. */
function claim(id: string, owner: string, failed?: "ALL_OLD" | "NONE") {
  return dynamodb.send(
    new PutItemCommand({
      TableName: TABLE,
      Item: { event_uuid: { S: id }, owner: { S: owner } },
      ConditionExpression: "attribute_not_exists(event_uuid)",
      ReturnValuesOnConditionCheckFailure: failed,
    }),
  );
}

async function ownerOf(id: string, table = TABLE): Promise<string | undefined> {
  const { Item: item } = await dynamodb.send(
    new GetItemCommand({ TableName: table, Key: { event_uuid: { S: id } }, ConsistentRead: true }),
  );
  return item?.["owner"]?.S;
}

/** The item that came with a failed condition. */
async function failedItem(command: Promise<unknown>): Promise<Record<string, AttributeValue> | undefined> {
  const error: unknown = await command.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ConditionalCheckFailedException);
  return error instanceof ConditionalCheckFailedException ? error.Item : undefined;
}

describe("a conditional write", () => {
  it("succeeds for the first and fails for the second", async () => {
    await claim("1", "first");

    await expect(claim("1", "second")).rejects.toThrow(ConditionalCheckFailedException);
    expect(await ownerOf("1")).toBe("first");
  });

  it("that fails gives back the item that was in its way, when it is asked to", async () => {
    await claim("1", "first");

    expect(await failedItem(claim("1", "second", "ALL_OLD"))).toEqual({
      event_uuid: { S: "1" },
      owner: { S: "first" },
    });
  });

  it.each(["NONE", undefined] as const)("that fails gives no item back for %p", async (asked) => {
    await claim("1", "first");

    expect(await failedItem(claim("1", "second", asked))).toBeUndefined();
  });

  it("that fails for want of an item gives none back", async () => {
    const update = new UpdateItemCommand({
      TableName: TABLE,
      Key: { event_uuid: { S: "missing" } },
      UpdateExpression: "SET #owner = :owner",
      ConditionExpression: "attribute_exists(event_uuid)",
      ExpressionAttributeNames: { "#owner": "owner" },
      ExpressionAttributeValues: { ":owner": { S: "first" } },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });

    expect(await failedItem(dynamodb.send(update))).toBeUndefined();
  });

  it("has exactly one winner among 200 at once, and every loser learns who it is", async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: 200 }, (_, writer) => claim("contested", `writer ${writer}`, "ALL_OLD")),
    );

    const winners = outcomes.flatMap(({ status }, writer) => (status === "fulfilled" ? [`writer ${writer}`] : []));
    expect(winners).toHaveLength(1);
    const seen = outcomes.flatMap((outcome) =>
      outcome.status === "rejected" ? [(outcome.reason as ConditionalCheckFailedException).Item?.["owner"]?.S] : [],
    );
    expect(new Set(seen)).toEqual(new Set(winners));
    expect(await ownerOf("contested")).toBe(winners[0]);
  });
});

it("counts capacity by the size of an item", async () => {
  const item = { event_uuid: { S: "1" }, payload: { S: "x".repeat(5000) } };

  const { ConsumedCapacity: consumed } = await dynamodb.send(
    new PutItemCommand({ TableName: TABLE, Item: item, ReturnConsumedCapacity: "TOTAL" }),
  );

  expect(consumed?.CapacityUnits).toBe(5);
});

it("asks the emulator once for a table, however many writers come first", async () => {
  await Promise.all(Array.from({ length: 20 }, (_, id) => claim(String(id), "writer")));

  expect(emulator.asked.map(({ operation }) => operation)).toEqual(["DescribeTable"]);
});

it("writes to the tables of a batch", async () => {
  deployed.add("other");
  const put = (id: string) => [{ PutRequest: { Item: { event_uuid: { S: id }, owner: { S: "batch" } } } }];

  await dynamodb.send(new BatchWriteItemCommand({ RequestItems: { [TABLE]: put("1"), other: put("2") } }));

  expect([await ownerOf("1"), await ownerOf("2", "other")]).toEqual(["batch", "batch"]);
});

describe("a table", () => {
  it("that does not exist has no items, in the words of DynamoDB", async () => {
    await expect(ownerOf("1", "unknown")).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      $metadata: { httpStatusCode: 400 },
    });
  });

  it("takes items once it is made, even when somebody asked too early", async () => {
    await expect(ownerOf("1", "later")).rejects.toMatchObject({ name: "ResourceNotFoundException" });

    deployed.add("later");

    expect(await ownerOf("1", "later")).toBeUndefined();
  });

  it("loses its items when it is deleted, and starts empty when it is made again", async () => {
    await claim("1", "first");

    await dynamodb.send(new DeleteTableCommand({ TableName: TABLE }));

    await expect(ownerOf("1")).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    deployed.add(TABLE);
    await claim("1", "second");
    const { Items: left } = await dynamodb.send(new ScanCommand({ TableName: TABLE }));
    expect(left).toEqual([{ event_uuid: { S: "1" }, owner: { S: "second" } }]);
  });

  it("keeps its items when the emulator refuses to delete it", async () => {
    await claim("1", "first");
    const refusal = errorResponse("ValidationException", "deletion protection");

    const response = await items.answer(targetCall("dynamodb", "DeleteTable", { TableName: TABLE }), () =>
      Promise.resolve(refusal),
    );

    expect(response).toBe(refusal);
    expect(await ownerOf("1")).toBe("first");
  });
});

it("refuses a transaction instead of leaving it to the emulator's own items", async () => {
  const transaction = new TransactWriteItemsCommand({
    TransactItems: [{ Put: { TableName: TABLE, Item: { event_uuid: { S: "1" } } } }],
  });

  await expect(dynamodb.send(transaction)).rejects.toMatchObject({
    name: "UnknownOperationException",
    message: expect.stringMatching(
      /^The local cloud has no TransactWriteItems: use .*PutItem.*, or test on AWS\.$/,
    ) as string,
  });
  expect(emulator.asked).toEqual([]);
});

it.each([
  ["dynamodb", "CreateTable"],
  ["dynamodb", "DescribeTable"],
  ["dynamodb", "UpdateTimeToLive"],
  ["sqs", "PutItem"],
])("leaves %s %s to the emulator", (service, operation) => {
  expect(items.answer(targetCall(service, operation), emulator.forward)).toBeUndefined();
});
