import { INDEX_ATTRIBUTES, LOG_ATTRIBUTES } from "../../../lambda-src/interface";
import type { LocalTable } from "./local-dynamodb";

/** What is compared: this project's default, its other store, and what people use today. */
export const STORE_KINDS = ["bucket-log", "conditional-put", "powertools"] as const;

export type StoreKind = (typeof STORE_KINDS)[number];

export const STORE_NAMES: Readonly<Record<StoreKind, string>> = {
  "bucket-log": "Bucket log",
  "conditional-put": "One conditional put",
  powertools: "Powertools idempotency",
};

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

/** The table that the documentation of Powertools has one create: partition key `id`. */
export function powertoolsTable(name: string): LocalTable {
  return {
    TableName: name,
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  };
}

export const STORE_TABLES: Readonly<Record<StoreKind, (name: string) => LocalTable>> = {
  "bucket-log": logTable,
  "conditional-put": itemTable,
  powertools: powertoolsTable,
};
