import { CreateTableCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import {
  CreateBucketCommand,
  GetBucketNotificationConfigurationCommand,
  GetBucketPolicyCommand,
  PutBucketNotificationConfigurationCommand,
  PutBucketPolicyCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { outcome, type AmendmentProbe } from "./amendment-probe";

/** Concerns an account that never calls. */
const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Deny",
      Principal: "*",
      Action: "s3:*",
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalAccount": "999999999999" } },
    },
  ],
});

export const storageProbes: readonly AmendmentProbe[] = [
  {
    title: "does not deny what a bucket policy's condition leaves out",
    amendment: "src/amendments/s3-bucket-policy.ts",
    observe: async ({ s3 }, name) => {
      await s3.send(
        new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint: "eu-central-1" } }),
      );
      await s3.send(new PutBucketPolicyCommand({ Bucket: name, Policy: POLICY }));
      return {
        put: await outcome(s3.send(new PutObjectCommand({ Bucket: name, Key: "key", Body: "content" }))),
        getPolicy: await outcome(s3.send(new GetBucketPolicyCommand({ Bucket: name }))),
      };
    },
    right: { put: "accepted", getPolicy: "accepted" },
    wrong: { put: 403, getPolicy: "accepted" },
  },
  {
    title: "gives back that a bucket sends its events to EventBridge",
    amendment: "src/amendments/s3-event-bridge.ts",
    observe: async ({ s3 }, name) => {
      await s3.send(
        new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration: { LocationConstraint: "eu-central-1" } }),
      );
      const NotificationConfiguration = { EventBridgeConfiguration: {} };
      await s3.send(new PutBucketNotificationConfigurationCommand({ Bucket: name, NotificationConfiguration }));
      const answer = await s3.send(new GetBucketNotificationConfigurationCommand({ Bucket: name }));
      return { eventBridge: answer.EventBridgeConfiguration !== undefined };
    },
    right: { eventBridge: true },
    wrong: { eventBridge: false },
  },
  {
    title: "counts the write capacity of an item by its size",
    amendment: "src/dynamodb/item-store.ts",
    observe: async ({ dynamodb }, name) => {
      await dynamodb.send(
        new CreateTableCommand({
          TableName: name,
          KeySchema: [{ AttributeName: "event_uuid", KeyType: "HASH" }],
          AttributeDefinitions: [{ AttributeName: "event_uuid", AttributeType: "S" }],
          BillingMode: "PAY_PER_REQUEST",
        }),
      );
      const item = { event_uuid: { S: "1" }, payload: { S: "x".repeat(5000) } };
      const { ConsumedCapacity: consumed } = await dynamodb.send(
        new PutItemCommand({ TableName: name, Item: item, ReturnConsumedCapacity: "TOTAL" }),
      );
      return consumed?.CapacityUnits;
    },
    right: 5,
    wrong: 1,
  },
];
