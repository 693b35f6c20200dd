import { TerraformOutput } from "cdktf";
import { LAKE_PREFIXES, LakeStorage } from "../../../modules/lake-storage";
import { encryptionKey, lakeStorage, role } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

test("what was delivered and delivery errors expire, Delta tables never do, and a deletion can be undone for a week", () => {
  const stack = synthesise(lakeStorage);

  expect(stack.config("aws_s3_bucket_lifecycle_configuration")["rule"]).toEqual([
    { id: "raw-files", status: "Enabled", filter: [{ prefix: "raw/" }], expiration: [{ days: 30 }] },
    { id: "landing-files", status: "Enabled", filter: [{ prefix: "landing/" }], expiration: [{ days: 30 }] },
    { id: "delivery-errors", status: "Enabled", filter: [{ prefix: "errors/" }], expiration: [{ days: 30 }] },
    {
      id: "leftovers",
      status: "Enabled",
      filter: [{ prefix: "" }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
      noncurrent_version_expiration: [{ noncurrent_days: 7 }],
    },
  ]);
});

test("retention, recovery, key and protection can be chosen", () => {
  const stack = synthesise((scope) => {
    new LakeStorage(scope, "storage", {
      bucketName: "lake-bucket",
      encryptionKey: encryptionKey(scope),
      rawRetentionDays: 365,
      recoveryDays: 30,
      removalProtection: true,
    });
  });

  expect(stack.config("aws_s3_bucket")).toMatchObject({ force_destroy: false, lifecycle: { prevent_destroy: true } });
  expect(stack.config("aws_s3_bucket_lifecycle_configuration")["rule"]).toMatchObject([
    { expiration: [{ days: 365 }] },
    { expiration: [{ days: 365 }] },
    { expiration: [{ days: 365 }] },
    { noncurrent_version_expiration: [{ noncurrent_days: 30 }] },
  ]);
  expect(stack.text).toContain(stack.reference("aws_kms_key", "arn"));
});

test.each(Object.keys(LAKE_PREFIXES) as (keyof typeof LAKE_PREFIXES)[])(
  "the location of %s is written without a slash at its end, as Glue and Lake Formation compare it",
  (prefix) => {
    const stack = synthesise((scope) => {
      const storage = lakeStorage(scope);
      new TerraformOutput(scope, "location", { value: storage.location(prefix), staticId: true });
      new TerraformOutput(scope, "arn", { value: storage.prefixArn(prefix), staticId: true });
    });

    expect(stack.outputs).toEqual({
      location: { value: `s3://${stack.reference("aws_s3_bucket", "bucket")}/${prefix}` },
      arn: { value: `${stack.reference("aws_s3_bucket", "arn")}/${prefix}` },
    });
  },
);

test("a grant reaches its own prefix and no other", () => {
  const stack = synthesise((scope) => {
    const storage = lakeStorage(scope);
    const worker = role(scope);
    storage.grantRead(worker, "raw");
    storage.grantWrite(worker, "lake");
    storage.grantDelete(worker, "jobs");
  });
  const arn = stack.reference("aws_s3_bucket", "arn");

  expect(
    statementsOf(stack.only("aws_iam_role_policy")).map(({ Action, Resource }) => [Action.join(" "), ...Resource]),
  ).toEqual([
    ["s3:GetObject", `${arn}/raw/*`],
    ["s3:ListBucket", arn],
    ["s3:AbortMultipartUpload s3:PutObject", `${arn}/lake/*`],
    ["s3:DeleteObject", `${arn}/jobs/*`],
  ]);
});
