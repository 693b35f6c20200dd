import { IdempotencyConfig, makeIdempotent } from "@aws-lambda-powertools/idempotency";
import { DynamoDBPersistenceLayer } from "@aws-lambda-powertools/idempotency/dynamodb";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Context } from "aws-lambda";

export interface IdempotentFunctionProps {
  readonly client: DynamoDBClient;
  readonly table: string;
  /** Seconds for which an id is remembered. */
  readonly windowSeconds: number;
}

/** An event, as far as Powertools must know it. */
export interface Identified {
  readonly eventUuid: string;
}

export interface IdempotentFunction<T extends Identified> {
  /** Before each batch: an item of an invocation that died is then free again when its time is over. */
  registerLambdaContext(context: Context): void;
  process(event: T): Promise<void>;
}

/**
 * Makes the work on one event idempotent as the documentation of Powertools shows it: one function for one record, wrapped
 * with makeIdempotent over the DynamoDB persistence layer, the event's id as the key, the Lambda context registered.
 *
 * @see https://docs.aws.amazon.com/powertools/typescript/latest/features/idempotency/
 */
export function idempotentFunction<T extends Identified>(
  { client, table, windowSeconds }: IdempotentFunctionProps,
  work: (event: T) => Promise<void>,
): IdempotentFunction<T> {
  const config = new IdempotencyConfig({
    eventKeyJmesPath: "eventUuid",
    expiresAfterSeconds: windowSeconds,
    throwOnNoIdempotencyKey: true,
  });
  const persistenceStore = new DynamoDBPersistenceLayer({ tableName: table, awsSdkV3Client: client });
  return {
    registerLambdaContext: (context) => {
      config.registerLambdaContext(context);
    },
    process: makeIdempotent(work, { persistenceStore, config }),
  };
}
