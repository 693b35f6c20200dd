import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Claim } from "../../../lambda-src/deduplicate/index/claim-store";
import { ConditionalPutClaimStore } from "../../../lambda-src/deduplicate/index/conditional-put-claim-store";
import { runBounded } from "../../../lambda-src/deduplicate/run-bounded";
import { batchesOf } from "../traffic/event-traffic";
import { idempotentFunction } from "../stores/powertools";
import { itemTable } from "../stores/index-table";
import { lambdaContext } from "../traffic/lambda-context";
import { startLocalDynamoDb } from "../stores/local-dynamodb";
import { powertoolsTable } from "../stores/powertools-table";
import { DYNAMODB_PRICES } from "../../../packages/plan-review/src/costs/prices";
import { indexSimulation, type StreamScenario, WINDOW_SECONDS } from "../traffic/stream-scenario";
import { meterClient } from "./consumed-capacity";
import { type CostFigures, costFigures } from "./cost-figures";

const CONCURRENCY = 16;
const TABLE = "items";

/** One conditional put for each event, on dynalite. @param sample events of the stream to claim, from its start */
export async function conditionalPutCost(scenario: StreamScenario, sample: number): Promise<CostFigures> {
  return itemCost([itemTable(TABLE)], scenario, sample, async (client, claims) => {
    const store = new ConditionalPutClaimStore({
      client,
      table: TABLE,
      windowSeconds: WINDOW_SECONDS,
      concurrency: CONCURRENCY,
    });
    const refused = (await store.claim(claims)).find(({ kind }) => kind !== "claimed");
    if (refused) throw new Error(`A new id was not granted: ${JSON.stringify(refused)}`);
  });
}

/** Powertools around each event, on dynalite. @param sample events of the stream to process, from its start */
export async function powertoolsCost(scenario: StreamScenario, sample: number): Promise<CostFigures> {
  return itemCost([powertoolsTable(TABLE)], scenario, sample, async (client, claims) => {
    let processed = 0;
    const idempotent = idempotentFunction({ client, table: TABLE, windowSeconds: WINDOW_SECONDS }, () => {
      processed += 1;
      return Promise.resolve();
    });
    idempotent.registerLambdaContext(lambdaContext());
    await runBounded(claims, CONCURRENCY, ({ eventUuid }) => idempotent.process({ eventUuid }));
    if (processed !== claims.length)
      throw new Error(`Powertools let ${processed} of ${claims.length} new events pass.`);
  });
}

async function itemCost(
  tables: Parameters<typeof startLocalDynamoDb>[0],
  scenario: StreamScenario,
  sample: number,
  process: (client: DynamoDBClient, claims: readonly Claim[]) => Promise<void>,
): Promise<CostFigures> {
  const claims = firstClaims(scenario, sample);
  const dynamodb = await startLocalDynamoDb(tables);
  const client = new DynamoDBClient(dynamodb.configuration);
  const total = { calls: 0, writeUnits: 0, readUnits: 0 };
  meterClient(client, total);
  try {
    await process(client, claims);
    return costFigures(total, claims.length, DYNAMODB_PRICES);
  } finally {
    client.destroy();
    await dynamodb.close();
  }
}

function firstClaims(scenario: StreamScenario, sample: number): Claim[] {
  const claims: Claim[] = [];
  for (const batch of batchesOf(indexSimulation(scenario).traffic)) {
    claims.push(...batch);
    if (claims.length >= sample) break;
  }
  return claims.slice(0, sample);
}
