import { AthenaNamedQuery } from "@cdktf/provider-aws/lib/athena-named-query";
import { AthenaWorkgroup } from "@cdktf/provider-aws/lib/athena-workgroup";
import { Construct } from "constructs";
import type { ICatalogue } from "../catalogue";
import type { IEncryptionKey } from "../encryption-key";
import type { Grantee } from "../iam";
import {
  checkInputs,
  fields,
  knownAtSynth,
  listOf,
  optional,
  removalProtection as protection,
  type RulesFor,
} from "../input-rules/inputs";
import { objectDays, scanLimitGibibytes as scanLimit } from "../input-rules/limits";
import { bucketName, columnName, tableName, workgroupName } from "../input-rules/names";
import { anything, both, given, type Rule, wrong } from "../input-rules/rule";
import { description as words } from "../input-rules/texts";
import { times } from "../input-rules/token-numbers";
import { PrivateBucket } from "../private-bucket";

/** A query that everybody who uses the workgroup finds there. */
export interface SavedQuery {
  /** Name of the table, and of the query: 1 to 128 lower-case letters, digits and `_`, each table once. */
  readonly table: string;
  /** 1 to 1,024 characters. */
  readonly description: string;
  /** Column that the table is partitioned by: the query reads one day. */
  readonly dateColumn: string;
}

export interface QueryWorkgroupProps {
  /**
   * 1 to 128 letters, digits, `_`, `.` and `-`.
   * @see https://docs.aws.amazon.com/athena/latest/APIReference/API_CreateWorkGroup.html
   */
  readonly name: string;
  /** Bucket for the results of queries, and for nothing else: 3 to 63 lower-case letters, digits, `.` and `-`. */
  readonly resultsBucketName: string;
  readonly catalogue: ICatalogue;
  readonly queries: readonly SavedQuery[];
  /** @default - the S3-managed key (SSE-S3) */
  readonly encryptionKey?: IEncryptionKey;
  /**
   * Whole GiB that one query may scan before it is ended, 1 or more.
   * @default 100
   */
  readonly scanLimitGibibytes?: number;
  /**
   * Whole days for which the result of a query is kept, 1 or more. A result is a copy of rows: what is erased from the lake is in it until
   * it expires.
   * @default 7
   */
  readonly resultDays?: number;
  /** @default false */
  readonly removalProtection?: boolean;
}

const savedQueries: Rule = both(
  listOf(
    fields<SavedQuery>({
      // Its name is the query's, of which Athena takes 128 characters.
      table: knownAtSynth(both(tableName, (table) => tooLongForQuery(table))),
      description: words("the description of a query", 1024),
      dateColumn: columnName,
    }),
    0,
  ),
  (value) => {
    const tables = (value as readonly SavedQuery[]).map(({ table }) => table);
    return tables.flatMap((table, index) =>
      tables.indexOf(table) === index
        ? []
        : [{ at: [index, "table"], value: table, rule: "has a query already", fix: "Remove one of the two" }],
    );
  },
);

function tooLongForQuery(table: unknown) {
  const { length } = String(table);
  return length <= 128
    ? []
    : wrong(table, `the name of a query has 128 characters at most, and this has ${length}`, "Shorten it");
}

const RULES: RulesFor<QueryWorkgroupProps> = {
  name: workgroupName,
  resultsBucketName: bucketName,
  catalogue: given,
  queries: knownAtSynth(savedQueries),
  encryptionKey: anything,
  scanLimitGibibytes: optional(scanLimit),
  resultDays: optional(objectDays),
  removalProtection: protection,
};

/**
 * The Athena workgroup to query the lake with. Its settings cannot be overridden by who queries: results are encrypted and
 * expire, and a query that scans too much is ended.
 *
 * @see https://docs.aws.amazon.com/athena/latest/ug/workgroups-settings-override.html
 */
export class QueryWorkgroup extends Construct {
  readonly workgroup: AthenaWorkgroup;
  readonly results: PrivateBucket;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that Athena or S3 would not take */
  constructor(scope: Construct, id: string, props: QueryWorkgroupProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
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
        bytesScannedCutoffPerQuery: times(props.scanLimitGibibytes ?? 100, 2 ** 30),
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
