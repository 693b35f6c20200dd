import { Construct } from "constructs";
import { TrustedRole } from "../iam";
import { userArn as user } from "../input-rules/arns";
import { checkInputs, listOf, type RulesFor } from "../input-rules/inputs";
import { externalId as external, roleName, tableName } from "../input-rules/names";
import { given } from "../input-rules/rule";
import type { LakeStorage } from "../lake-storage";

export interface SnowflakeReaderProps {
  /** Name of the role: 1 to 64 letters, digits and `_+=,.@-`. */
  readonly name: string;
  readonly storage: LakeStorage;
  /** User of Snowflake that may take the role: STORAGE_AWS_IAM_USER_ARN of `DESC INTEGRATION`. */
  readonly userArn: string;
  /** STORAGE_AWS_EXTERNAL_ID of `DESC INTEGRATION`, 2 to 1,224 characters: without it, another customer of Snowflake could take the role. */
  readonly externalId: string;
  /** Names of the Delta tables, 1 or more. */
  readonly tables: readonly string[];
}

const RULES: RulesFor<SnowflakeReaderProps> = {
  name: roleName,
  storage: given,
  userArn: user,
  externalId: external,
  tables: listOf(tableName, 1),
};

/**
 * The role that a storage integration of Snowflake reads `lake/` with.
 *
 * @see https://docs.snowflake.com/en/user-guide/data-load-s3-config-storage-integration
 */
export class SnowflakeReader extends Construct {
  readonly role: TrustedRole;
  /** SQL to run in Snowflake: the integration, a stage on it, and an external table per Delta table. */
  readonly sql: string;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that IAM would not take */
  constructor(scope: Construct, id: string, props: SnowflakeReaderProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    const { storage } = props;
    this.role = new TrustedRole(this, "role", {
      name: props.name,
      description: "Snowflake reads the Delta tables with it",
      trusts: { aws: props.userArn },
      conditions: { StringEquals: { "sts:ExternalId": props.externalId } },
    });
    storage.grantRead(this.role, "lake");
    this.role.addStatements({
      sid: "FindBucket",
      actions: ["s3:GetBucketLocation"],
      resources: [storage.bucket.arn],
    });
    const location = `${storage.location("lake")}/`;
    this.sql = [
      "CREATE STORAGE INTEGRATION IF NOT EXISTS event_lake",
      "  TYPE = EXTERNAL_STAGE",
      "  STORAGE_PROVIDER = 'S3'",
      "  ENABLED = TRUE",
      `  STORAGE_AWS_ROLE_ARN = '${this.role.arn}'`,
      `  STORAGE_AWS_EXTERNAL_ID = '${props.externalId}'`,
      `  STORAGE_ALLOWED_LOCATIONS = ('${location}');`,
      "CREATE STAGE IF NOT EXISTS event_lake",
      "  STORAGE_INTEGRATION = event_lake",
      `  URL = '${location}';`,
      ...[...props.tables].sort().flatMap(externalTable),
    ].join("\n");
  }
}

/** All columns are in VALUE, a VARIANT; the partition is declared, so that one day reads one folder. */
function externalTable(table: string): string[] {
  return [
    `CREATE EXTERNAL TABLE IF NOT EXISTS ${table}`,
    "  (created_date DATE AS (TO_DATE(VALUE:created_date::STRING)))",
    "  PARTITION BY (created_date)",
    `  LOCATION = @event_lake/${table}/`,
    "  FILE_FORMAT = (TYPE = PARQUET)",
    "  TABLE_FORMAT = DELTA",
    "  REFRESH_ON_CREATE = FALSE",
    "  AUTO_REFRESH = FALSE;",
    `ALTER EXTERNAL TABLE ${table} REFRESH;`,
  ];
}
