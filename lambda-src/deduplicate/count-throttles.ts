import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { IndexUsage } from "./index/index-usage";

/** @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const THROTTLES = new Set(["ProvisionedThroughputExceededException", "RequestLimitExceeded", "ThrottlingException"]);

/** Counts every answer of the index that says "slower", those that the SDK's own retries hide among them. */
export function countThrottles(client: Pick<DynamoDBClient, "middlewareStack">, usage: IndexUsage): void {
  client.middlewareStack.add(
    (next) => async (request) => {
      try {
        return await next(request);
      } catch (error) {
        if (error instanceof Error && THROTTLES.has(error.name)) usage.throttles += 1;
        throw error;
      }
    },
    // Behind the retries, which stand at this step with a high priority: so each try passes here.
    { step: "finalizeRequest", priority: "low", name: "countThrottles" },
  );
}
