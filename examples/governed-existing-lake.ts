import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, TerraformStack } from "cdktf";
import type { ICatalogue } from "event-lake/modules/catalogue";
import { LakeAccess, LakeTag } from "event-lake/modules/lake-access";
import { LakeStorage } from "event-lake/modules/lake-storage";
import { PrivateBucket } from "event-lake/modules/private-bucket";
import { QueryWorkgroup, ReaderRole } from "event-lake/modules/readers";

const place = { accountId: "444444444444", region: "eu-west-1" };

const app = new App();
const stack = new TerraformStack(app, "governed-existing-lake");
new AwsProvider(stack, "aws", { region: place.region, allowedAccountIds: [place.accountId] });

// The lake that exists: a bucket with Delta tables under lake/, and a database that lists them.
const bucket = PrivateBucket.fromBucketName(stack, "bucket", { ...place, name: "warehouse-data" });
const storage = new LakeStorage(stack, "storage", { bucket, rawRetentionDays: 90 });
const catalogue: ICatalogue = {
  rawDatabase: { name: "warehouse_raw" },
  lakeDatabase: { name: "warehouse" },
  deliverySchema: { name: "delivery_schema", databaseName: "warehouse_raw" },
  rawTables: new Map(),
  lakeTables: ["page_viewed_event"],
};

const access = new LakeAccess(stack, "access", { storage, prefixes: ["lake"], roleName: "warehouse-lake-formation" });
const layer = new LakeTag(stack, "layer", { key: "warehouse_layer", value: "lake", databaseName: "warehouse" });
const workgroup = new QueryWorkgroup(stack, "queries", {
  name: "warehouse",
  resultsBucketName: `warehouse-query-results-${place.accountId}`,
  catalogue,
  queries: [],
});
const analysts = new ReaderRole(stack, "analysts", {
  ...place,
  name: "warehouse-analysts",
  assumedBy: [`arn:aws:iam::${place.accountId}:root`],
  workgroup,
  catalogue,
});
access.grantDatabase("analysts_database", analysts.role.arn, "warehouse", ["DESCRIBE"]);
access.grantTagged("analysts_tables", analysts.role.arn, layer);
app.synth();
