import { GlueCrawler } from "@cdktf/provider-aws/lib/glue-crawler";
import { Construct } from "constructs";
import { crawlerLogStatement, type ICatalogue } from "../catalogue";
import { ServiceRole } from "../iam";
import { checkInputs, listOf, optional, type RulesFor } from "../input-rules/inputs";
import { crawlerName, tableName } from "../input-rules/names";
import { checkProviderAt, claimName, ONE_ROLE_OF_A_NAME, arnAt } from "../input-rules/place";
import { accountId as account, region as itsRegion } from "../input-rules/regions";
import { given } from "../input-rules/rule";
import { glueSchedule } from "../input-rules/schedules";
import type { LakeStorage } from "../lake-storage";

export interface DeltaCrawlerProps {
  /** Name of the crawler and of its role: 1 to 64 letters, digits and `_+=,.@-`. */
  readonly name: string;
  readonly catalogue: ICatalogue;
  readonly storage: LakeStorage;
  /** Account of the lake: 12 digits. */
  readonly accountId: string;
  /** Region of the lake, and of the stack's provider: `eu-central-1`. */
  readonly region: string;
  /** Names of the Delta tables, 1 or more: folders under `lake/`. One that does not exist yet is registered once it does. */
  readonly tables: readonly string[];
  /**
   * When it runs, as a Glue cron expression: every five minutes at most. Only a new table or a new column waits for it: what a table holds, readers
   * find in its own log.
   * @default "cron(45 1 * * ? *)" - a quarter to two at night, UTC: a run is billed for ten minutes at least
   * @see https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html
   */
  readonly schedule?: string;
}

const RULES: RulesFor<DeltaCrawlerProps> = {
  name: crawlerName,
  catalogue: given,
  storage: given,
  accountId: account,
  region: itsRegion,
  tables: listOf(tableName, 1),
  schedule: optional(glueSchedule),
};

/**
 * The crawler that registers the Delta tables in the lake's database, and adds the columns that they gain: nothing else
 * creates tables there.
 *
 * It reads `lake/` with its own role. Lake Formation decides what it may do to the catalogue.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/crawler-delta-lake.html
 */
export class DeltaCrawler extends Construct {
  readonly crawler: GlueCrawler;
  readonly role: ServiceRole;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that Glue would not take */
  constructor(scope: Construct, id: string, props: DeltaCrawlerProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    checkProviderAt(this, props);
    claimName(this, { key: "name", name: props.name, accountId: props.accountId, rule: ONE_ROLE_OF_A_NAME });
    const { catalogue, storage, accountId, region } = props;
    const { name: database } = catalogue.lakeDatabase;
    this.role = new ServiceRole(this, "role", {
      name: props.name,
      description: "Registers the Delta tables",
      service: "glue.amazonaws.com",
    });
    storage.grantRead(this.role, "lake");
    this.role.addStatements(
      {
        sid: "RegisterTables",
        actions: ["glue:CreateTable", "glue:GetDatabase", "glue:GetTable", "glue:GetTables", "glue:UpdateTable"],
        resources: ["catalog", `database/${database}`, `table/${database}/*`].map((resource) =>
          arnAt(props, "glue", resource),
        ),
      },
      crawlerLogStatement({ accountId, region }),
    );
    this.crawler = new GlueCrawler(this, "crawler", {
      name: props.name,
      description: "Registers the Delta tables of the lake, and the columns that they gain",
      databaseName: database,
      role: this.role.arn,
      schedule: props.schedule ?? "cron(45 1 * * ? *)",
      deltaTarget: [
        {
          deltaTables: [...props.tables].sort().map((table) => `${storage.location("lake")}/${table}/`),
          createNativeDeltaTable: true,
          // Manifests are for readers that do not know Delta, and go stale with every commit.
          writeManifest: false,
        },
      ],
      schemaChangePolicy: { updateBehavior: "UPDATE_IN_DATABASE", deleteBehavior: "LOG" },
      dependsOn: [this.role.policy],
    });
  }
}
