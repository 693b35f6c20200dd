import type { Environment } from "../environments/schema";
import { ResourceNames } from "../modules/naming";

/** Where Lambda writes the batches that it gives up. @see https://docs.aws.amazon.com/lambda/latest/dg/kinesis-on-failure-destination.html */
export const BATCHES_PREFIX = "aws/lambda/";

export type LakeNames = ReturnType<typeof lakeNames>;

/** What the parts of an environment's lake are called in AWS. */
export function lakeNames({ namePrefix, name, accountId, region }: Environment) {
  const names = new ResourceNames({ prefix: namePrefix, environment: name, accountId, region });
  return {
    stream: names.of("events"),
    function: names.of("deduplicator"),
    deduplicationLog: names.of("deduplication-log"),
    deduplicationIndex: names.of("deduplication-index"),
    deliveryStream: names.of("delivery"),
    duplicatesQueue: names.of("duplicates"),
    quarantineQueue: names.of("quarantine"),
    failuresBucket: names.bucket("failures"),
    quarantineAlarm: `${names.of("alarms")}-events-in-quarantine`,
    landingDeliveryStream: names.of("landing"),
    crawler: names.of("raw-partitions"),
    curationJob: names.of("curation"),
    maintenanceTrigger: `${names.of("curation")}-maintenance`,
    deltaCrawler: names.of("delta-tables"),
    rawDatabase: names.database("raw-data"),
    lakeDatabase: names.database("data-lake"),
    lakeBucket: names.bucket("lake"),
    workgroup: names.of("queries"),
    spectrumRole: names.of("redshift-spectrum"),
    resultsBucket: names.bucket("query-results"),
  };
}
