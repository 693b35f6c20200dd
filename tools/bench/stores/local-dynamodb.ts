import { ItemStore } from "@event-lake/local-cloud/dynamodb";
import { startGateway } from "@event-lake/local-cloud/gateway";
import {
  errorResponse,
  jsonBody,
  jsonResponse,
  type ServiceRequest,
  type ServiceResponse,
} from "@event-lake/local-cloud/gateway";

/** A table, as DescribeTable tells of it. */
export interface LocalTable {
  readonly TableName: string;
  readonly KeySchema: readonly { readonly AttributeName: string; readonly KeyType: "HASH" | "RANGE" }[];
  readonly AttributeDefinitions: readonly { readonly AttributeName: string; readonly AttributeType: "S" | "N" | "B" }[];
}

/** Decides what a caller gets for a request. @param answer does the request */
export type Intercept = (request: ServiceRequest, answer: () => Promise<ServiceResponse>) => Promise<ServiceResponse>;

export interface LocalDynamoDb {
  /** For a client of the AWS SDK. */
  readonly configuration: {
    readonly endpoint: string;
    readonly region: string;
    readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  };
  close(): Promise<void>;
}

/** The item store of the local cloud without the rest of it: DynamoDB's protocol and its consumed capacity. */
export async function startLocalDynamoDb(tables: readonly LocalTable[], intercept?: Intercept): Promise<LocalDynamoDb> {
  const items = await ItemStore.start();
  const describe = (request: ServiceRequest): Promise<ServiceResponse> => {
    const table = tables.find(({ TableName }) => TableName === jsonBody(request)["TableName"]);
    return Promise.resolve(
      table ? jsonResponse({ Table: table }) : errorResponse("ResourceNotFoundException", "There is no such table."),
    );
  };
  const gateway = await startGateway({
    amendments: [
      {
        answer: (request) => {
          const answer = () => items.answer(request, describe) ?? describe(request);
          return intercept ? intercept(request, answer) : answer();
        },
      },
    ],
    forward: describe,
    onRefused: () => undefined,
  });
  return {
    configuration: {
      endpoint: gateway.endpoint,
      region: "eu-central-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    },
    close: async () => {
      await gateway.close();
      await items.stop();
    },
  };
}
