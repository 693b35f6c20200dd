import { DynamodbTable, type DynamodbTableConfig } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import { INDEX_ATTRIBUTES, INDEX_KINDS, type IndexKind, LOG_ATTRIBUTES } from "../../lambda-src/interface";
import type { IEncryptionKey } from "../encryption-key";
import type { Grantee } from "../iam";
import {
  checkInputs,
  knownAtSynth,
  optional,
  removalProtection as protection,
  type RulesFor,
} from "../input-rules/inputs";
import { dynamoTableName } from "../input-rules/names";
import { anything, oneOf } from "../input-rules/rule";

export interface DeduplicationIndexProps {
  /** 3 to 255 letters, digits, `_`, `.` and `-`. Each kind needs a name of its own: a change of kind makes the new table before it destroys the old one. */
  readonly name: string;
  /** @default "bucket-log" */
  readonly kind?: IndexKind;
  /** @default - the key that DynamoDB owns */
  readonly encryptionKey?: IEncryptionKey;
  /** @default false */
  readonly removalProtection?: boolean;
}

type Keys = Pick<DynamodbTableConfig, "hashKey" | "rangeKey" | "attribute">;

const KEYS: Readonly<Record<IndexKind, Keys>> = {
  "bucket-log": {
    hashKey: LOG_ATTRIBUTES.bucket,
    rangeKey: LOG_ATTRIBUTES.segment,
    attribute: [
      { name: LOG_ATTRIBUTES.bucket, type: "S" },
      { name: LOG_ATTRIBUTES.segment, type: "N" },
    ],
  },
  "item-per-event": {
    hashKey: INDEX_ATTRIBUTES.eventUuid,
    attribute: [{ name: INDEX_ATTRIBUTES.eventUuid, type: "S" }],
  },
};

const CLAIM_ACTIONS: Readonly<Record<IndexKind, readonly string[]>> = {
  "bucket-log": ["dynamodb:PutItem", "dynamodb:Query"],
  "item-per-event": ["dynamodb:PutItem"],
};

const RULES: RulesFor<DeduplicationIndexProps> = {
  name: dynamoTableName,
  kind: optional(knownAtSynth(oneOf(INDEX_KINDS, "the kind of an index"))),
  encryptionKey: anything,
  removalProtection: protection,
};

/** The DynamoDB table that remembers which Kinesis record claimed an event's id. Its items expire by themselves. */
export class DeduplicationIndex extends Construct {
  readonly table: DynamodbTable;
  readonly kind: IndexKind;
  private readonly encryptionKey?: IEncryptionKey;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that DynamoDB would not take */
  constructor(scope: Construct, id: string, props: DeduplicationIndexProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    const { removalProtection = false, kind = "bucket-log" } = props;
    this.kind = kind;
    this.encryptionKey = props.encryptionKey;
    this.table = new DynamodbTable(this, "table", {
      name: props.name,
      billingMode: "PAY_PER_REQUEST",
      ...KEYS[kind],
      ttl: { attributeName: INDEX_ATTRIBUTES.expiresAt, enabled: true },
      // A lost index lets a week of duplicates through: it can be brought back to any second of the last 35 days.
      pointInTimeRecovery: { enabled: true },
      serverSideEncryption: props.encryptionKey ? { enabled: true, kmsKeyArn: props.encryptionKey.arn } : undefined,
      deletionProtectionEnabled: removalProtection,
      // Another kind is another table: the function is pointed at it before the old one goes.
      lifecycle: { createBeforeDestroy: true, preventDestroy: removalProtection },
    });
  }

  get name(): string {
    return this.table.name;
  }

  /** Claiming ids. */
  grantClaim(grantee: Grantee): void {
    grantee.addStatements({ sid: "ClaimIds", actions: [...CLAIM_ACTIONS[this.kind]], resources: [this.table.arn] });
    this.encryptionKey?.grantEncryptDecrypt(grantee);
  }
}
