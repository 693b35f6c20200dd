import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IndexUsage } from "../../../lambda-src/deduplicate/index/index-usage";
import type { Segment } from "../../../lambda-src/deduplicate/index/segment-log";
import { historyOf, type IndexSimulation, PrefilledLog, simulateIndex } from "./index-simulation";
import { logTable } from "../stores/stores";
import { startLocalDynamoDb } from "../stores/local-dynamodb";
import { indexSimulation, type StreamScenario } from "../traffic/stream-scenario";
import { ComparedSegmentLog } from "./compared-segment-log";
import { capacityOf, type CostFigures, costFigures } from "./cost-figures";
import { MeteredSegmentLog } from "./metered-segment-log";

/** Claims the ids of a stream in memory, and counts by DynamoDB's published rounding rules. */
export async function measureInMemory(
  simulation: Omit<IndexSimulation, "log">,
): Promise<{ readonly events: number; readonly usage: IndexUsage }> {
  const usage = new IndexUsage();
  const buckets = new Map<string, Segment[]>();
  const history = new MeteredSegmentLog(new IndexUsage(), buckets);
  const log = new PrefilledLog(new MeteredSegmentLog(usage, buckets), history, historyOf(simulation));
  return { events: await simulateIndex({ ...simulation, log }), usage };
}

/** What the bucket log costs by that count. */
export async function countedBucketLogCost(scenario: StreamScenario): Promise<CostFigures> {
  const { events, usage } = await measureInMemory(indexSimulation(scenario));
  return costFigures(capacityOf(usage), events);
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
      ...costFigures(capacityOf(counted), events),
      unreportedWriteUnits: (counted.writeUnits - reported.writeUnits) / events,
      unreportedReadUnits: (counted.readUnits - reported.readUnits) / events,
    };
  } finally {
    client.destroy();
    await dynamodb.close();
  }
}
