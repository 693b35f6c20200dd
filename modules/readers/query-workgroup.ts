import { AthenaNamedQuery } from "@cdktf/provider-aws/lib/athena-named-query";
import { AthenaWorkgroup } from "@cdktf/provider-aws/lib/athena-workgroup";
import { Construct } from "constructs";
import type { Catalogue } from "../catalogue";
import type { EncryptionKey } from "../encryption-key";
import type { Grantee } from "../iam";
import { PrivateBucket } from "../private-bucket";

/** A query that everybody who uses the workgroup finds there. */
export interface SavedQuery {
  /** Name of the table, and of the query. */
  readonly table: string;
  readonly description: string;
  /** Column that the table is partitioned by: the query reads one day. */
  readonly dateColumn: string;
}

export interface QueryWorkgroupProps {
  readonly name: string;
  /** Bucket for the results of queries, and for nothing else. */
  readonly resultsBucketName: string;
  readonly catalogue: Catalogue;
  readonly queries: readonly SavedQuery[];
  /** @default - the S3-managed key (SSE-S3) */
  readonly encryptionKey?: EncryptionKey;
  /**
   * GiB that one query may scan before it is ended.
   * @default 100
   */
  readonly scanLimitGibibytes?: number;
  /**
   * Days for which the result of a query is kept. A result is a copy of rows: what is erased from the lake is in it until
   * it expires.
   * @default 7
   */
  readonly resultDays?: number;
  /** @default false */
  readonly removalProtection?: boolean;
}

/**
 * The Athena workgroup to query the lake with. Its settings cannot be overridden by who queries: results are encrypted and
 * expire, and a query that scans too much is ended.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html
 */
export class QueryWorkgroup extends Construct {
  readonly workgroup: AthenaWorkgroup;
  readonly results: PrivateBucket;

  constructor(scope: Construct, id: string, props: QueryWorkgroupProps) {
    super(scope, id);
    const { encryptionKey, removalProtection = false } = props;
    this.results = new PrivateBucket(this, "results", {
      name: props.resultsBucketName,
      encryptionKey,
      // A deleted result must be gone, and not an old version.
      versioned: false,
      removalProtection,
      lifecycleRules: [
        {
          id: "results",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days: props.resultDays ?? 7 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
    });
    this.workgroup = new AthenaWorkgroup(this, "workgroup", {
      name: props.name,
      description: "Queries of the lake: encrypted results that expire, and a limit to what one query scans",
      forceDestroy: !removalProtection,
      configuration: {
        enforceWorkgroupConfiguration: true,
        publishCloudwatchMetricsEnabled: true,
        bytesScannedCutoffPerQuery: (props.scanLimitGibibytes ?? 100) * 2 ** 30,
        engineVersion: { selectedEngineVersion: "Athena engine version 3" },
        resultConfiguration: {
          outputLocation: `s3://${this.results.name}/`,
          encryptionConfiguration: encryptionKey
            ? { encryptionOption: "SSE_KMS", kmsKeyArn: encryptionKey.arn }
            : { encryptionOption: "SSE_S3" },
        },
      },
      dependsOn: [...this.results.safeguards],
    });
    for (const { table, description, dateColumn } of props.queries) {
      new AthenaNamedQuery(this, table, {
        name: table,
        description,
        workgroup: this.workgroup.name,
        database: props.catalogue.lakeDatabase.name,
        query: `SELECT *\nFROM ${table}\nWHERE ${dateColumn} = current_date\nLIMIT 100`,
      });
    }
  }

  get name(): string {
    return this.workgroup.name;
  }

  /**
   * Running queries, and reading their results. What they may read of the lake is Lake Formation's decision.
   * @see https://docs.aws.amazon.com/athena/latest/ug/example-policies-workgroup.html
   */
  grantQuery(grantee: Grantee): void {
    grantee.addStatements({
      sid: "Query",
      actions: [
        "athena:GetNamedQuery",
        "athena:GetQueryExecution",
        "athena:GetQueryResults",
        "athena:GetWorkGroup",
        "athena:ListNamedQueries",
        "athena:StartQueryExecution",
        "athena:StopQueryExecution",
      ],
      resources: [this.workgroup.arn],
    });
    grantee.addStatements({
      // The action has no resource type. https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslakeformation.html
      sid: "ReadThroughLakeFormation",
      actions: ["lakeformation:GetDataAccess"],
      resources: ["*"],
    });
    this.results.grantRead(grantee, "");
    this.results.grantWrite(grantee, "");
    grantee.addStatements({
      sid: "FindResults",
      actions: ["s3:GetBucketLocation"],
      resources: [this.results.arn],
    });
  }
}
