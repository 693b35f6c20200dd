import type { TerraformStack } from "cdktf";
import { LakeAccess } from "../../../modules/lake-access";
import { encryptionKey, lakeStorage } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

const analyst = "arn:aws:iam::111111111111:role/analyst";
const table = { databaseName: "raw_data", name: "heartbeat_event" };

function access(scope: TerraformStack, prefixes: readonly ("raw" | "lake")[] = ["raw"]): LakeAccess {
  return new LakeAccess(scope, "access", { storage: lakeStorage(scope), prefixes, roleName: "lake-formation" });
}

function grant(build: (access: LakeAccess) => void) {
  return synthesise((scope) => {
    build(access(scope));
  }).config("aws_lakeformation_permissions");
}

test("every prefix is registered with a role of ours, and without hybrid access: Lake Formation decides about every table", () => {
  const stack = synthesise((scope) => {
    access(scope, ["raw", "lake"]);
  });
  const bucket = stack.reference("aws_s3_bucket", "arn");

  expect(stack.ofType("aws_lakeformation_resource").map(({ config }) => config)).toEqual(
    ["lake", "raw"].map((prefix) => ({
      arn: `${bucket}/${prefix}`,
      role_arn: stack.reference("aws_iam_role", "arn"),
      hybrid_access_enabled: false,
      depends_on: [`aws_iam_role_policy.${stack.only("aws_iam_role_policy").id}`],
    })),
  );
  expect(statementsOf(stack.only("aws_iam_role"), "assume_role_policy")[0]?.Principal).toEqual({
    Service: ["lakeformation.amazonaws.com"],
  });
});

test("Lake Formation's role reaches the objects of the governed prefixes, the key, and nothing else", () => {
  const stack = synthesise((scope) => {
    const storage = lakeStorage(scope, encryptionKey(scope));
    new LakeAccess(scope, "access", { storage, prefixes: ["raw"], roleName: "lake-formation" });
  });
  const bucket = stack.reference("aws_s3_bucket", "arn");

  expect(statementsOf(stack.only("aws_iam_role_policy"))).toMatchObject([
    { Action: ["s3:DeleteObject", "s3:GetObject", "s3:PutObject"], Resource: [`${bucket}/raw/*`] },
    { Action: ["s3:ListBucket"], Resource: [bucket] },
    { Action: ["kms:GenerateDataKey"], Resource: [stack.reference("aws_kms_key", "arn")] },
    { Action: ["kms:Decrypt"], Resource: [stack.reference("aws_kms_key", "arn")] },
  ]);
});

// terraform-provider-aws#31096: any other order is a change in every plan.
test("permissions are written in alphabetical order, however they are given", () => {
  expect(
    grant((lake) => {
      lake.grantTable("all", analyst, table, ["INSERT", "ALTER", "DESCRIBE", "DELETE"]);
    }),
  ).toEqual({
    principal: analyst,
    permissions: ["ALTER", "DELETE", "DESCRIBE", "INSERT"],
    table: { database_name: "raw_data", name: "heartbeat_event" },
  });
  expect(
    grant((lake) => {
      lake.grantDatabase("db", analyst, "raw_data", ["CREATE_TABLE", "DESCRIBE", "ALTER"]);
    }),
  ).toEqual({
    principal: analyst,
    permissions: ["ALTER", "CREATE_TABLE", "DESCRIBE"],
    database: { name: "raw_data" },
  });
});

test("reading a table is a grant on all of its columns, never SELECT on the bare table", () => {
  expect(
    grant((lake) => {
      lake.grantSelect("read", analyst, table);
    }),
  ).toEqual({
    principal: analyst,
    permissions: ["SELECT"],
    table_with_columns: { database_name: "raw_data", name: "heartbeat_event", wildcard: true },
  });
});

test("excluded columns are granted to nobody, in whichever spelling, and stand in one order", () => {
  const granted = grant((lake) => {
    lake.grantSelect("read", analyst, table, { excludedColumns: ["user_uuid", "Email"] });
  });

  expect(granted).toMatchObject({
    table_with_columns: { wildcard: true, excluded_column_names: ["Email", "email", "user_uuid"] },
  });
});

test("a data location is granted by the location that is registered, so it is registered first", () => {
  const stack = synthesise((scope) => {
    access(scope).grantDataLocation("location", analyst, "raw");
  });

  expect(stack.config("aws_lakeformation_permissions")).toEqual({
    principal: analyst,
    permissions: ["DATA_LOCATION_ACCESS"],
    data_location: { arn: stack.reference("aws_lakeformation_resource", "arn") },
  });
});

test("a grant on a location that is not registered is refused, with the ones that are", () => {
  expect(() =>
    grant((lake) => {
      lake.grantDataLocation("location", analyst, "lake");
    }),
  ).toThrow('stack/access: no location for "lake" is registered (raw). Add it to the prefixes.');
});
