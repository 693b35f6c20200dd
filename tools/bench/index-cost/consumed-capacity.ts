import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** What calls have cost. */
export interface ConsumedCapacity {
  calls: number;
  writeUnits: number;
  readUnits: number;
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
