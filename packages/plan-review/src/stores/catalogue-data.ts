import type { DataAtRisk } from "../finding";
import type { PlanUnderReview } from "../plan/plan-under-review";
import type { ResourceChange } from "../plan/resource-change";

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteTable.html */
export function glueTableData(table: ResourceChange): DataAtRisk {
  const location = table.textBefore("storage_descriptor[0].location");
  return {
    holds: `the schema and the partitions${location === undefined ? "" : ` of the files in ${location}`}`,
    lost: "all partitions, all earlier versions of the schema, and every Lake Formation grant on the table",
    recovery: "The files stay in S3. Make the table again, run the crawler for its partitions, and grant anew.",
  };
}

/** @see https://docs.aws.amazon.com/glue/latest/webapi/API_DeleteDatabase.html */
export function glueDatabaseData(database: ResourceChange, plan: PlanUnderReview): DataAtRisk {
  const name = database.before["name"];
  const tables = plan.ofType("aws_glue_catalog_table").filter(({ before }) => before["database_name"] === name).length;
  return {
    holds: `the schemas and partitions of its tables: ${tables} in this state, and those that crawlers or jobs made`,
    lost: "every table in it, also those that Terraform does not know, and every Lake Formation grant on them",
    recovery: "The files stay in S3. Make database and tables again, run the crawlers, and grant anew.",
  };
}
