import { TerraformOutput } from "cdktf";
import type { Construct } from "constructs";
import type { Environment } from "../environments/schema";
import { QueryWorkgroup, SnowflakeReader, SpectrumReader, type SavedQuery } from "../modules/readers";
import type { Foundation } from "./foundation";
import { QUARANTINE, lakeTables } from "./lake-tables";

/** What reads the lake: Athena always, Redshift and Snowflake where the environment says so. */
export function addReaders(scope: Construct, environment: Environment, foundation: Foundation): QueryWorkgroup {
  const { names, place, storage, catalogue, encryptionKey, events } = foundation;
  const { athena, externalReaders, removalProtection } = environment;
  const workgroup = new QueryWorkgroup(scope, "queries", {
    name: names.of("queries"),
    resultsBucketName: names.bucket("query-results"),
    catalogue,
    encryptionKey,
    removalProtection,
    scanLimitGibibytes: athena.scanLimitGibibytes,
    resultDays: athena.resultDays,
    queries: lakeTables(events).map((table): SavedQuery => ({
      table,
      description: `The last day of ${table}`,
      dateColumn: table === QUARANTINE ? "arrived_date" : "created_date",
    })),
  });
  if (externalReaders.redshiftSpectrum) {
    const { sql } = new SpectrumReader(scope, "redshift_spectrum", {
      ...place,
      ...externalReaders.redshiftSpectrum,
      name: names.of("redshift-spectrum"),
      storage,
      catalogue,
    });
    output(scope, "redshift_spectrum_sql", sql, "SQL to run in Redshift (docs/readers.md)");
  }
  if (externalReaders.snowflake) {
    const { sql } = new SnowflakeReader(scope, "snowflake", {
      ...externalReaders.snowflake,
      name: names.of("snowflake"),
      storage,
      tables: lakeTables(events).filter((table) => table !== QUARANTINE),
    });
    output(scope, "snowflake_sql", sql, "SQL to run in Snowflake (docs/readers.md)");
  }
  return workgroup;
}

function output(scope: Construct, name: string, value: string, description: string): void {
  new TerraformOutput(scope, name, { value, description, staticId: true });
}
