import { clientConfig, startLoopbackService } from "../loopback-service";
import { countThrottles, IndexUsage, MeteredClaimStore } from "../../../../lambda-src/deduplicate/index/index-usage";
import type { Claim } from "../../../../lambda-src/deduplicate/index/claims";
import { DynamoDBClient, PutItemCommand } from "@aws-sdk/client-dynamodb";

test("what was counted is taken once: the next batch begins at zero", () => {
  const usage = new IndexUsage();
  usage.appends += 3;
  usage.writeUnits += 4.5;

  expect(usage.take()).toMatchObject({ appends: 3, lostRaces: 0, queries: 0, writeUnits: 4.5, readUnits: 0 });
  expect(usage.take()).toMatchObject({ appends: 0, lostRaces: 0, queries: 0, writeUnits: 0, readUnits: 0 });
});

const claim = (lateSeconds: number): Claim => ({
  eventName: "lesson:started",
  eventUuid: `late-${lateSeconds}`,
  createdAt: 1_000_000 - lateSeconds,
  arrivedAt: 1_000_000,
  owner: `shard:${lateSeconds}`,
});

/** A clock that goes on by 250 ms with every look. */
function tickingClock(): () => number {
  let time = 0;
  return () => (time += 250);
}

test("the time that a batch waits for its claims is measured, and its late events are counted", async () => {
  const usage = new IndexUsage();
  const claimed = {
    claim: (claims: readonly Claim[]) => Promise.resolve(claims.map(() => ({ kind: "claimed" as const }))),
  };
  const store = new MeteredClaimStore(claimed, usage, tickingClock());

  const outcomes = await store.claim([claim(0), claim(60), claim(61), claim(500_000)]);

  expect(outcomes).toHaveLength(4);
  expect(usage.take()).toMatchObject({ claimMilliseconds: 250, lateClaims: 2 });
  expect(usage.take()).toMatchObject({ claimMilliseconds: 0, lateClaims: 0 });
});

test("a store that fails is measured, too, and its error is passed on", async () => {
  const usage = new IndexUsage();
  const store = new MeteredClaimStore({ claim: () => Promise.reject(new Error("no index")) }, usage, tickingClock());

  await expect(store.claim([claim(0)])).rejects.toThrow("no index");
  expect(usage.claimMilliseconds).toBe(250);
});

test("throttles that the SDK's own retries hide are counted", async () => {
  const service = await startLoopbackService(({ target }) =>
    service.requests.length < 3
      ? { status: 400, body: { __type: "ProvisionedThroughputExceededException", message: target } }
      : { body: {} },
  );
  const usage = new IndexUsage();
  const client = new DynamoDBClient({ ...clientConfig(service), maxAttempts: 4 });
  countThrottles(client, usage);

  await client.send(new PutItemCommand({ TableName: "index", Item: { id: { S: "1" } } }));

  expect(service.requests).toHaveLength(3);
  expect(usage.take().throttles).toBe(2);
  client.destroy();
  await service.close();
});
