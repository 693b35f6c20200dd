import type { Construct } from "constructs";
import { AlarmTopic } from "../../modules/alarms";
import { Catalogue, type ContractedEvent } from "../../modules/catalogue";
import { ParquetDelivery, type ParquetDeliveryProps } from "../../modules/delivery";
import { EncryptionKey } from "../../modules/encryption-key";
import { ServiceRole } from "../../modules/iam";
import { LakeStorage } from "../../modules/lake-storage";

/** Where the constructs of the tests stand. */
export const place = { accountId: "111111111111", region: "eu-central-1" } as const;

/** Two contracts: one with fields of its own, one without. */
export const contracts: readonly ContractedEvent[] = [
  {
    name: "payment:order:completed",
    table: "payment_order_completed_event",
    description: "An order was paid",
    version: 3,
    fields: [
      { name: "order_id" },
      { name: "payer_id", column: "Payer", classification: "personal" },
      { name: "amount", classification: "public" },
    ],
  },
  { name: "heartbeat", table: "heartbeat_event", description: "An app is alive", version: 1, fields: [] },
];

export function encryptionKey(scope: Construct): EncryptionKey {
  return new EncryptionKey(scope, "data", { ...place, alias: "lake-data", description: "Data" });
}

export function alarmTopic(scope: Construct): AlarmTopic {
  return new AlarmTopic(scope, "alarms", { ...place, name: "lake", email: "platform@example.com" });
}

export function role(scope: Construct, id = "role"): ServiceRole {
  return new ServiceRole(scope, id, { name: "worker", description: "Works", service: "lambda.amazonaws.com" });
}

export function lakeStorage(scope: Construct, key?: EncryptionKey): LakeStorage {
  return new LakeStorage(scope, "storage", { bucketName: "lake-bucket", encryptionKey: key, rawRetentionDays: 30 });
}

export function catalogue(scope: Construct, storage: LakeStorage): Catalogue {
  return new Catalogue(scope, "catalogue", {
    storage,
    rawDatabaseName: "raw_data",
    lakeDatabaseName: "data_lake",
    events: contracts,
  });
}

/** A delivery stream and all that it stands on. */
export function delivery(
  scope: Construct,
  props: Partial<ParquetDeliveryProps> = {},
  key?: EncryptionKey,
): ParquetDelivery {
  const storage = lakeStorage(scope, key);
  return new ParquetDelivery(scope, "delivery", {
    ...place,
    name: "lake-delivery",
    storage,
    catalogue: catalogue(scope, storage),
    ...props,
  });
}
