import { PrivateBucket } from "../../../modules/private-bucket";
import { alarmTopic, encryptionKey, role } from "../example-constructs";
import { statementsOf } from "../policy-statements";
import { synthesise } from "../synthesised";

const plain = synthesise((scope) => {
  new PrivateBucket(scope, "store", { name: "store" });
});
const bucket = plain.reference("aws_s3_bucket", "bucket");

test("a bucket is destroyed with its objects unless it is protected", () => {
  expect(plain.config("aws_s3_bucket")).toEqual({
    bucket: "store",
    force_destroy: true,
    lifecycle: { prevent_destroy: false },
  });
});

test("a protected bucket is neither destroyed nor emptied", () => {
  const stack = synthesise((scope) => {
    new PrivateBucket(scope, "store", { name: "store", removalProtection: true });
  });

  expect(stack.config("aws_s3_bucket")).toEqual({
    bucket: "store",
    force_destroy: false,
    lifecycle: { prevent_destroy: true },
  });
});

test("a bucket is closed to the public by all four settings and knows no ACLs", () => {
  expect(plain.config("aws_s3_bucket_public_access_block")).toEqual({
    bucket,
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(plain.config("aws_s3_bucket_ownership_controls")).toEqual({
    bucket,
    rule: { object_ownership: "BucketOwnerEnforced" },
  });
});

test("a bucket refuses every request without TLS, for itself and for its objects", () => {
  const arn = plain.reference("aws_s3_bucket", "arn");

  expect(statementsOf(plain.only("aws_s3_bucket_policy"))).toEqual([
    {
      Sid: "DenyPlainHttp",
      Effect: "Deny",
      Principal: "*",
      Action: ["s3:*"],
      Resource: [arn, `${arn}/*`],
      Condition: { Bool: { "aws:SecureTransport": ["false"] } },
    },
  ]);
});

test("a bucket is versioned, encrypted with the S3-managed key, and nothing in it expires", () => {
  expect(plain.config("aws_s3_bucket_versioning")["versioning_configuration"]).toEqual({ status: "Enabled" });
  expect(plain.config("aws_s3_bucket_server_side_encryption_configuration")["rule"]).toEqual([
    { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" }, bucket_key_enabled: false },
  ]);
  expect(plain.ofType("aws_s3_bucket_lifecycle_configuration")).toEqual([]);
});

test("a key of one's own encrypts through a bucket key, and rules expire objects once versioning is set", () => {
  const rule = { id: "all", status: "Enabled", filter: [{ prefix: "" }], expiration: [{ days: 3 }] };
  const stack = synthesise((scope) => {
    new PrivateBucket(scope, "store", {
      name: "store",
      encryptionKey: encryptionKey(scope),
      versioned: false,
      lifecycleRules: [rule],
    });
  });

  expect(stack.config("aws_s3_bucket_server_side_encryption_configuration")["rule"]).toEqual([
    {
      apply_server_side_encryption_by_default: {
        sse_algorithm: "aws:kms",
        kms_master_key_id: stack.reference("aws_kms_key", "arn"),
      },
      bucket_key_enabled: true,
    },
  ]);
  expect(stack.config("aws_s3_bucket_versioning")["versioning_configuration"]).toEqual({ status: "Suspended" });
  expect(stack.config("aws_s3_bucket_lifecycle_configuration")).toMatchObject({
    rule: [rule],
    depends_on: [`aws_s3_bucket_versioning.${stack.only("aws_s3_bucket_versioning").id}`],
  });
});

test("a bucket sends its events once, however many alarms listen to them, and none without an alarm", () => {
  const quiet = synthesise((scope) => {
    new PrivateBucket(scope, "store", { name: "store" });
  });
  const stack = synthesise((scope) => {
    const store = new PrivateBucket(scope, "store", { name: "store" });
    const alarms = alarmTopic(scope);
    for (const name of ["one", "other"]) {
      store.addObjectAlarm(alarms, scope, `${name}_appears`, { name, description: name, prefix: `${name}/` });
    }
  });

  expect(quiet.ofType("aws_s3_bucket_notification")).toEqual([]);
  expect(stack.ofType("aws_s3_bucket_notification")).toHaveLength(1);
  expect(stack.ofType("aws_cloudwatch_event_rule")).toHaveLength(2);
});

test("a reader that must see which keys are missing lists the whole bucket: no condition on the prefix helps a read", () => {
  const stack = synthesise((scope) => {
    const store = new PrivateBucket(scope, "store", { name: "store" });
    const reader = role(scope);
    store.grantRead(reader, "raw/", { seesMissingKeys: true });
    store.grantRead(reader, "jobs/", { seesMissingKeys: true });
  });

  const lists = statementsOf(stack.only("aws_iam_role_policy")).filter(({ Action }) =>
    Action.includes("s3:ListBucket"),
  );
  expect(lists).toHaveLength(1);
  expect(lists[0]).not.toHaveProperty("Condition");
});

test("a reader reads and lists one prefix, a writer writes there, and both may use the key", () => {
  const grants = (grant: "grantRead" | "grantWrite") =>
    synthesise((scope) => {
      const store = new PrivateBucket(scope, "store", { name: "store", encryptionKey: encryptionKey(scope) });
      store[grant](role(scope), "raw/");
    });

  const reader = grants("grantRead");
  const arn = reader.reference("aws_s3_bucket", "arn");
  const key = reader.reference("aws_kms_key", "arn");
  expect(statementsOf(reader.only("aws_iam_role_policy"))).toMatchObject([
    { Action: ["s3:GetObject"], Resource: [`${arn}/raw/*`] },
    { Action: ["s3:ListBucket"], Resource: [arn], Condition: { StringLike: { "s3:prefix": ["raw/", "raw/*"] } } },
    { Action: ["kms:Decrypt"], Resource: [key] },
  ]);
  expect(statementsOf(grants("grantWrite").only("aws_iam_role_policy"))).toMatchObject([
    { Action: ["s3:AbortMultipartUpload", "s3:PutObject"], Resource: [`${arn}/raw/*`] },
    { Action: ["kms:GenerateDataKey"], Resource: [key] },
    { Action: ["kms:Decrypt"], Resource: [key] },
  ]);
});
