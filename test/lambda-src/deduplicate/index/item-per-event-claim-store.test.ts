import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { ItemPerEventClaimStore } from "../../../../lambda-src/deduplicate/index/item-per-event-claim-store";
import { type Answer, clientConfig, type LoopbackService, startLoopbackService } from "../loopback-service";

interface PutItem {
  Item: Record<string, { S?: string; N?: string }>;
}

let service: LoopbackService;
let answer: (put: PutItem) => Answer;

beforeEach(async () => {
  answer = () => ({ body: {} });
  service = await startLoopbackService(({ body }) => answer(JSON.parse(body.toString()) as PutItem));
});

afterEach(() => service.close());

function claim(...ids: string[]) {
  const client = new DynamoDBClient(clientConfig(service));
  const store = new ItemPerEventClaimStore({ client, table: "index", windowSeconds: 100, concurrency: 4 });
  return store.claim(
    ids.map((eventUuid, index) => ({
      eventName: "n:m",
      eventUuid,
      owner: `shard:${index}`,
      createdAt: 1,
      arrivedAt: 1_000.75,
    })),
  );
}

function conditionFailed(owner?: string): Answer {
  const item = owner === undefined ? {} : { Item: { owner: { S: owner } } };
  return {
    status: 400,
    body: { __type: "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", message: "failed", ...item },
  };
}

describe("ItemPerEventClaimStore", () => {
  test("puts id, owner and expiry, unless another record has the id and has not expired", async () => {
    expect(await claim("a")).toEqual([{ kind: "claimed" }]);

    expect(service.requests.map(({ target }) => target)).toEqual(["DynamoDB_20120810.PutItem"]);
    expect(JSON.parse(service.requests[0]?.body.toString() ?? "")).toEqual({
      TableName: "index",
      Item: { event_uuid: { S: "n:m a" }, owner: { S: "shard:0" }, expires_at: { N: "1100" } },
      ConditionExpression: "attribute_not_exists(#event_uuid) OR #owner = :owner OR #expires_at < :arrived_at",
      ExpressionAttributeNames: { "#event_uuid": "event_uuid", "#owner": "owner", "#expires_at": "expires_at" },
      ExpressionAttributeValues: { ":owner": { S: "shard:0" }, ":arrived_at": { N: "1000.75" } },
      ReturnValuesOnConditionCheckFailure: "ALL_OLD",
    });
  });

  test("names the owner of an id that is taken, and keeps outcomes in the order of the claims", async () => {
    answer = ({ Item }) => (Item["event_uuid"]?.S === "n:m b" ? conditionFailed("shard:77") : { body: {} });

    const outcomes = await claim("a", "b", "c", "d", "e", "f");

    expect(outcomes).toMatchObject([
      { kind: "claimed" },
      { kind: "taken", owner: { name: "shard:77" } },
      ...Array.from({ length: 4 }, () => ({ kind: "claimed" })),
    ]);
    const owner = outcomes[1]?.kind === "taken" ? outcomes[1].owner : undefined;
    expect([owner?.is("shard:77"), owner?.is("shard:7")]).toEqual([true, false]);
  });

  test("fails when the put does, and when the owner of a taken id is not in the answer", async () => {
    answer = ({ Item }) =>
      Item["event_uuid"]?.S === "n:m a"
        ? conditionFailed()
        : { status: 400, body: { __type: "ResourceNotFoundException", message: "no table" } };

    const outcomes = await claim("a", "b");

    expect(outcomes.map((outcome) => outcome.kind === "failed" && outcome.error.name)).toEqual([
      "ConditionalCheckFailedException",
      "ResourceNotFoundException",
    ]);
  });
});
