import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import { INDEX_ATTRIBUTES } from "../../lambda-src/interface";
import type { EncryptionKey } from "../encryption-key";
import type { Grantee } from "../iam";

export interface DeduplicationIndexProps {
  readonly name: string;
  /** @default - the key that DynamoDB owns */
  readonly encryptionKey?: EncryptionKey;
  /** @default false */
  readonly removalProtection?: boolean;
}

/** The DynamoDB table that remembers which Kinesis record claimed an event's id. Its items expire by themselves. */
export class DeduplicationIndex extends Construct {
  readonly table: DynamodbTable;
  private readonly encryptionKey?: EncryptionKey;

  constructor(scope: Construct, id: string, props: DeduplicationIndexProps) {
    super(scope, id);
    const { removalProtection = false } = props;
    this.encryptionKey = props.encryptionKey;
    this.table = new DynamodbTable(this, "table", {
      name: props.name,
      billingMode: "PAY_PER_REQUEST",
      hashKey: INDEX_ATTRIBUTES.eventUuid,
      attribute: [{ name: INDEX_ATTRIBUTES.eventUuid, type: "S" }],
      ttl: { attributeName: INDEX_ATTRIBUTES.expiresAt, enabled: true },
      // A lost index lets a week of duplicates through: it can be brought back to any second of the last 35 days.
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: props.encryptionKey ? { enabled: true, kmsKeyArn: props.encryptionKey.arn } : undefined,
      deletionProtectionEnabled: removalProtection,
      lifecycle: { preventDestroy: removalProtection },
    });
  }

  get name(): string {
    return this.table.name;
  }

  /** Claiming ids. */
  grantClaim(grantee: Grantee): void {
    grantee.addStatements({ sid: "ClaimIds", actions: ["dynamodb:PutItem"], resources: [this.table.arn] });
    this.encryptionKey?.grantEncryptDecrypt(grantee);
  }
}
