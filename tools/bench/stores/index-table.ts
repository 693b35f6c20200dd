import { INDEX_ATTRIBUTES, LOG_ATTRIBUTES } from "../../../lambda-src/interface";
import type { LocalTable } from "./local-dynamodb";

/** The table of a bucket log, as modules/deduplicator declares it. */
export function logTable(name: string): LocalTable {
  return {
    TableName: name,
    KeySchema: [
      { AttributeName: LOG_ATTRIBUTES.bucket, KeyType: "HASH" },
      { AttributeName: LOG_ATTRIBUTES.segment, KeyType: "RANGE" },
    ],
    AttributeDefinitions: [
      { AttributeName: LOG_ATTRIBUTES.bucket, AttributeType: "S" },
      { AttributeName: LOG_ATTRIBUTES.segment, AttributeType: "N" },
    ],
  };
}

/** The table with one item for each event. */
export function itemTable(name: string): LocalTable {
  return {
    TableName: name,
    KeySchema: [{ AttributeName: INDEX_ATTRIBUTES.eventUuid, KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: INDEX_ATTRIBUTES.eventUuid, AttributeType: "S" }],
  };
}
