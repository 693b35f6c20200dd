import type { LocalTable } from "./local-dynamodb";

/** The table that the documentation of Powertools has one create: partition key `id`. */
export function powertoolsTable(name: string): LocalTable {
  return {
    TableName: name,
    KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
    AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
  };
}
