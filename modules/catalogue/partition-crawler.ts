import { GlueCrawler } from "@cdktf/provider-aws/lib/glue-crawler";
import { Construct } from "constructs";
import { ServiceRole } from "../iam";
import type { LakeStorage } from "../lake-storage";
import type { ICatalogue } from "./catalogue-names";
import { checkInputs, optional, type RulesFor } from "../input-rules/inputs";
import { crawlerName } from "../input-rules/names";
import { checkProviderAt, claimName, ONE_ROLE_OF_A_NAME, arnAt } from "../input-rules/place";
import { accountId as account, region as itsRegion } from "../input-rules/regions";
import { given } from "../input-rules/rule";
import { glueSchedule } from "../input-rules/schedules";
import { crawlerLogStatement } from "./crawler-log-statement";

export interface PartitionCrawlerProps {
  /** Name of the crawler and of its role: 1 to 64 letters, digits and `_+=,.@-`. */
  readonly name: string;
  readonly catalogue: ICatalogue;
  readonly storage: LakeStorage;
  /** Account of the lake: 12 digits. */
  readonly accountId: string;
  /** Region of the lake, and of the stack's provider: `eu-central-1`. */
  readonly region: string;
  /**
   * When it runs, as a Glue cron expression: every five minutes at most. Athena does not wait for it (partition projection); Spark and Redshift do.
   * @default "cron(15 1 * * ? *)" - a quarter past one at night, UTC: a run is billed for ten minutes at least
   * @see https://docs.aws.amazon.com/glue/latest/dg/monitor-data-warehouse-schedule.html
   */
  readonly schedule?: string;
}

const RULES: RulesFor<PartitionCrawlerProps> = {
  name: crawlerName,
  catalogue: given,
  storage: given,
  accountId: account,
  region: itsRegion,
  schedule: optional(glueSchedule),
};

/**
 * A crawler that adds partitions to the raw tables and nothing else: the contracts own the tables, so a difference that
 * it sees is logged and not applied. It reads files with its own role: with Lake Formation's credentials a crawler takes one
 * table.
 *
 * @see https://docs.aws.amazon.com/glue/latest/dg/crawler-configuration.html
 */
export class PartitionCrawler extends Construct {
  readonly crawler: GlueCrawler;
  readonly role: ServiceRole;

  /** @throws Error naming construct, prop, value, rule and fix of each prop that Glue would not take */
  constructor(scope: Construct, id: string, props: PartitionCrawlerProps) {
    super(scope, id);
    checkInputs(this.node.path, props, RULES);
    checkProviderAt(this, props);
    claimName(this, { key: "name", name: props.name, accountId: props.accountId, rule: ONE_ROLE_OF_A_NAME });
    const { catalogue, storage, accountId, region } = props;
    this.role = new ServiceRole(this, "role", {
      name: props.name,
      description: "Adds partitions to the raw tables",
      service: "glue.amazonaws.com",
    });
    storage.grantRead(this.role, "raw");
    const glueArn = (resource: string) => arnAt(props, "glue", resource);
    this.role.addStatements(
      {
        sid: "AddPartitions",
        actions: [
          "glue:BatchCreatePartition",
          "glue:BatchGetPartition",
          "glue:GetDatabase",
          "glue:GetPartition",
          "glue:GetPartitions",
          "glue:GetTable",
          "glue:GetTables",
          "glue:UpdatePartition",
          "glue:UpdateTable",
        ],
        resources: [
          glueArn("catalog"),
          glueArn(`database/${catalogue.rawDatabase.name}`),
          glueArn(`table/${catalogue.rawDatabase.name}/*`),
        ],
      },
      crawlerLogStatement({ accountId, region }),
    );
    this.crawler = new GlueCrawler(this, "crawler", {
      name: props.name,
      description: "Adds partitions to the raw tables; the contracts own everything else",
      databaseName: catalogue.rawDatabase.name,
      role: this.role.arn,
      schedule: props.schedule ?? "cron(15 1 * * ? *)",
      catalogTarget: [
        {
          databaseName: catalogue.rawDatabase.name,
          tables: [...catalogue.rawTables.values()].map((table) => table.name),
        },
      ],
      schemaChangePolicy: { updateBehavior: "LOG", deleteBehavior: "LOG" },
      configuration: JSON.stringify({
        Version: 1,
        CrawlerOutput: { Partitions: { AddOrUpdateBehavior: "InheritFromTable" } },
      }),
      dependsOn: [this.role.policy],
    });
  }
}
