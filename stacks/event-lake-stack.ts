import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments/schema";
import { EventLake, type EventLakeProps } from "../modules/event-lake";
import { partitionOf } from "../modules/input-rules/regions";
import { permissionsBoundaryArn } from "../modules/pipeline-access";
import { addTerraformSettings } from "./terraform-settings";

export interface EventLakeStackProps extends Pick<EventLakeProps, "curationContracts" | "events"> {
  readonly environment: Environment;
}

/** One environment's lake. One stack, one state, one plan. */
export class EventLakeStack extends TerraformStack {
  readonly lake: EventLake;

  constructor(scope: Construct, id: string, { environment, ...contracts }: EventLakeStackProps) {
    super(scope, id);
    const { accountId, namePrefix, name, dataLakeAdministrators, workflowRoles } = environment;
    const deployRole = `arn:${partitionOf(environment.region)}:iam::${accountId}:role/${workflowRoles.deploy}`;
    addTerraformSettings(this, { ...environment, tags: { project: namePrefix, environment: name } });
    // CDKTF leaves the id "Default" out of an address: what is deployed keeps the addresses that it had in the stack itself.
    this.lake = new EventLake(this, "Default", {
      ...environment,
      ...contracts,
      administrators: dataLakeAdministrators.filter((arn) => arn !== deployRole),
      permissionsBoundary: environment.github && permissionsBoundaryArn(environment),
      runbookBaseUrl: environment.runbookBaseUrl ?? runbooksOf(environment),
      settingsSource: `environments/${name}.ts`,
    });
    this.addOutputs(this.lake);
  }

  private addOutputs({ inFlight, landing, spectrum, snowflake, ...lake }: EventLake): void {
    const outputs: Readonly<Record<string, readonly [value: string, description: string]>> = {
      stream_name: [lake.stream.name, "Kinesis data stream: producers write here"],
      lake_bucket: [lake.storage.bucket.name, "Bucket of the lake"],
      raw_database: [lake.catalogue.rawDatabase.name, "Glue database of the raw tables"],
      lake_database: [lake.catalogue.lakeDatabase.name, "Glue database to query"],
      curation_job: [lake.curation.job.name, "Glue job that makes the Delta tables"],
      delta_crawler: [lake.deltaCrawler.crawler.name, "Glue crawler that registers the Delta tables"],
      query_workgroup: [lake.workgroup.name, "Athena workgroup"],
      ...(inFlight && {
        failures_bucket: [
          inFlight.deduplicator.failuresBucket.name,
          "Batches that could not be processed, and oversized events",
        ],
        delivery_stream: [inFlight.delivery.name, "Firehose delivery stream"],
        deduplicator_function: [inFlight.deduplicator.function.functionName, "Lambda function"],
        duplicates_queue_url: [inFlight.deduplicator.duplicatesQueue.url, "Duplicates, each with its reason"],
        quarantine_queue_url: [
          inFlight.deduplicator.quarantineQueue.url,
          "Events that are not valid, each with its reason",
        ],
        crawler: [inFlight.crawler.crawler.name, "Glue crawler of the raw tables"],
      }),
      ...(landing && {
        landing_delivery_stream: [landing.name, "Firehose delivery stream that reads the event stream"],
      }),
      ...(spectrum && { redshift_spectrum_sql: [spectrum.sql, "SQL to run in Redshift (docs/readers.md)"] }),
      ...(snowflake && { snowflake_sql: [snowflake.sql, "SQL to run in Snowflake (docs/readers.md)"] }),
    };
    for (const [name, [value, description]] of Object.entries(outputs)) {
      new TerraformOutput(this, name, { value, description, staticId: true });
    }
  }
}

/** Where the pages are that come with this repository. */
function runbooksOf({ github }: Environment): string | undefined {
  return github && `https://github.com/${github.repository}/blob/main/docs/runbooks`;
}
