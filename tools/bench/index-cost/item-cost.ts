import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Claim } from "../../../lambda-src/deduplicate/index/claims";
import { ItemPerEventClaimStore } from "../../../lambda-src/deduplicate/index/item-per-event-claim-store";
import { runBounded } from "../../../lambda-src/deduplicate/run-bounded";
import { batchesOf } from "../traffic/event-traffic";
import { idempotentFunction } from "../stores/powertools";
import { itemTable, powertoolsTable } from "../stores/stores";
import { lambdaContext } from "../traffic/sample-record";
import { startLocalDynamoDb } from "../stores/local-dynamodb";
import { indexSimulation, type StreamScenario, WINDOW_SECONDS } from "../traffic/stream-scenario";
import { type ConsumedCapacity, type CostFigures, costFigures } from "./cost-figures";

const CONCURRENCY = 16;
const TABLE = "items";

/** One conditional put for each event, on dynalite. @param sample events of the stream to claim, from its start */
export async function conditionalPutCost(scenario: StreamScenario, sample: number): Promise<CostFigures> {
  return itemCost([itemTable(TABLE)], scenario, sample, async (client, claims) => {
    const store = new ItemPerEventClaimStore({
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
    return costFigures(total, claims.length);
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

const READS: ReadonlySet<string> = new Set(["GetItemCommand", "QueryCommand"]);
const WRITES: ReadonlySet<string> = new Set(["PutItemCommand", "UpdateItemCommand", "DeleteItemCommand"]);

/**
 * Counts every call of a client by the capacity that the service reports, whoever makes the call: the client asks for the
 * report on behalf of code that does not.
 *
 * A call that fails rejects as it would, and counts as a call only: no failed call has a report.
 */
export function meterClient(client: DynamoDBClient, total: ConsumedCapacity): void {
  client.middlewareStack.add(
    (next, { commandName = "unknown" }) =>
      async (args) => {
        total.calls += 1;
        const result = await next({
          ...args,
          input: Object.assign({}, args.input, { ReturnConsumedCapacity: "TOTAL" }),
        });
        const report = "ConsumedCapacity" in result.output ? result.output.ConsumedCapacity : undefined;
        const units = report && "CapacityUnits" in report ? report.CapacityUnits : undefined;
        if (units === undefined || !(READS.has(commandName) || WRITES.has(commandName))) {
          throw new Error(
            `${commandName}: no consumed capacity that could be counted; known are ${[...READS, ...WRITES].join(", ")}.`,
          );
        }
        if (READS.has(commandName)) total.readUnits += units;
        else total.writeUnits += units;
        return result;
      },
    { step: "initialize", name: "meterConsumedCapacity" },
  );
}
