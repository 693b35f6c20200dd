import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { listenOnLoopback, errorResponse, jsonResponse } from "@event-lake/local-cloud/gateway";
import { countThrottles } from "../../../lambda-src/deduplicate/count-throttles";
import { IndexUsage } from "../../../lambda-src/deduplicate/index/index-usage";

test("throttles that the SDK's own retries hide are counted", async () => {
  let calls = 0;
  const server = await listenOnLoopback({
    handle: () => {
      calls += 1;
      return Promise.resolve(
        calls < 3 ? errorResponse("ProvisionedThroughputExceededException", "Slower, please.") : jsonResponse({}),
      );
    },
    onRefused: () => undefined,
  });
  const usage = new IndexUsage();
  const client = new DynamoDBClient({
    endpoint: server.endpoint,
    region: "eu-central-1",
    credentials: { accessKeyId: "test", secretAccessKey: "test" },
    maxAttempts: 4,
  });
  countThrottles(client, usage);

  await client.send(new PutItemCommand({ TableName: "index", Item: { id: { S: "1" } } }));

  expect(calls).toBe(3);
  expect(usage.take().throttles).toBe(2);
  client.destroy();
  await server.close();
});
