import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDbSegmentLog } from "../../../lambda-src/deduplicate/index/dynamodb-segment-log";
import { IndexUsage } from "../../../lambda-src/deduplicate/index/index-usage";
import type { Segment, SegmentLog } from "../../../lambda-src/deduplicate/index/segment-log";
import { historyOf, type IndexSimulation, simulateIndex } from "./index-simulation";
import { logTable } from "../stores/index-table";
import { startLocalDynamoDb } from "../stores/local-dynamodb";
import { MeteredSegmentLog } from "./metered-segment-log";
import { PrefilledLog } from "./prefilled-log";

/** What a simulated stream has cost in the index. */
export interface IndexMeasurement {
  readonly events: number;
  readonly usage: IndexUsage;
}

type Measured = Omit<IndexSimulation, "log">;

/** Counts by DynamoDB's published rounding rules, in memory. */
export function measureInMemory(simulation: Measured): Promise<IndexMeasurement> {
  const buckets = new Map<string, Segment[]>();
  return measure(simulation, (usage) => new MeteredSegmentLog(usage, buckets));
}

/** Counts the consumed capacity that dynalite reports. A put that lost its race reports none and is not counted. */
export async function measureOnDynalite(simulation: Measured): Promise<IndexMeasurement> {
  const table = "deduplication-log";
  const dynamodb = await startLocalDynamoDb([logTable(table)]);
  const client = new DynamoDBClient(dynamodb.configuration);
  try {
    return await measure(simulation, (usage) => new DynamoDbSegmentLog({ client, table, usage }));
  } finally {
    client.destroy();
    await dynamodb.close();
  }
}

async function measure(simulation: Measured, makeLog: (usage: IndexUsage) => SegmentLog): Promise<IndexMeasurement> {
  const usage = new IndexUsage();
  const log = new PrefilledLog(makeLog(usage), makeLog(new IndexUsage()), historyOf(simulation));
  return { events: await simulateIndex({ ...simulation, log }), usage };
}
