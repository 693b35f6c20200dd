import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IndexUsage } from "../../../lambda-src/deduplicate/index/index-usage";
import type { Segment } from "../../../lambda-src/deduplicate/index/segment-log";
import { historyOf, simulateIndex } from "./index-simulation";
import { logTable } from "../stores/index-table";
import { startLocalDynamoDb } from "../stores/local-dynamodb";
import { measureInMemory } from "./measure-index";
import { PrefilledLog } from "./prefilled-log";
import { DYNAMODB_PRICES } from "../../../packages/plan-review/src/costs/prices";
import { indexSimulation, type StreamScenario } from "../traffic/stream-scenario";
import { ComparedSegmentLog } from "./compared-segment-log";
import { capacityOf, type CostFigures, costFigures } from "./cost-figures";

/** The bucket log in memory, counted by DynamoDB's rounding rules. */
export async function countedBucketLogCost(scenario: StreamScenario): Promise<CostFigures> {
  const { events, usage } = await measureInMemory(indexSimulation(scenario));
  return costFigures(capacityOf(usage), events, DYNAMODB_PRICES);
}

export interface ComparedCost extends CostFigures {
  /** Write units for each event that dynalite does not report, of puts that lost their race. */
  readonly unreportedWriteUnits: number;
  /** Read units for each event that dynalite does not report, of queries that found nothing. */
  readonly unreportedReadUnits: number;
}

/**
 * The bucket log on dynalite, each call counted a second time by the rules.
 *
 * @throws Error when a call's result or units differ
 */
export async function comparedBucketLogCost(scenario: StreamScenario): Promise<ComparedCost> {
  const table = "deduplication-log";
  const dynamodb = await startLocalDynamoDb([logTable(table)]);
  const client = new DynamoDBClient(dynamodb.configuration);
  const [counted, reported] = [new IndexUsage(), new IndexUsage()];
  const buckets = new Map<string, Segment[]>();
  const simulation = indexSimulation(scenario);
  const history = new ComparedSegmentLog(
    { client, table, counted: new IndexUsage(), reported: new IndexUsage() },
    buckets,
  );
  const log = new PrefilledLog(
    new ComparedSegmentLog({ client, table, counted, reported }, buckets),
    history,
    historyOf(simulation),
  );
  try {
    const events = await simulateIndex({ ...simulation, log });
    return {
      ...costFigures(capacityOf(counted), events, DYNAMODB_PRICES),
      unreportedWriteUnits: (counted.writeUnits - reported.writeUnits) / events,
      unreportedReadUnits: (counted.readUnits - reported.readUnits) / events,
    };
  } finally {
    client.destroy();
    await dynamodb.close();
  }
}
