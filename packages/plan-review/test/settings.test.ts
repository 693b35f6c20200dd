import { reviewPlan } from "../src/review-plan";

/** What is said of one resource, whose attributes go from one state to the other. */
function said(type: string, before: object, after: object): readonly string[] {
  const change = { actions: ["update"], before, after, after_unknown: {} };
  const plan = {
    format_version: "1.2",
    resource_changes: [{ address: `${type}.a`, mode: "managed", type, name: "a", change }],
  };
  return reviewPlan({ plan, stack: "theirs", today: "2026-01-15" }).findings.map(
    ({ severity, summary }) => `${severity} ${summary}`,
  );
}

const backup = (values: object) => ({ settings: [{ backup_configuration: [values] }] });

test.each([
  [
    "google_sql_database_instance",
    backup({ enabled: true }),
    backup({ enabled: false }),
    "automatic backups off instead of on",
  ],
  [
    "google_sql_database_instance",
    backup({ backup_retention_settings: [{ retained_backups: 30 }] }),
    backup({ backup_retention_settings: [{ retained_backups: 1 }] }),
    "automatic backups 1 backup instead of 30 backups",
  ],
  [
    "google_pubsub_subscription",
    { message_retention_duration: "604800s" },
    { message_retention_duration: "600s" },
    "messages 10 minutes instead of 7 days",
  ],
  [
    "google_bigquery_dataset",
    { max_time_travel_hours: "168" },
    { max_time_travel_hours: "48" },
    "earlier states of tables 48 hours instead of 168 hours",
  ],
  [
    "azurerm_storage_account",
    { blob_properties: [{ delete_retention_policy: [{ days: 30 }] }] },
    { blob_properties: [{ delete_retention_policy: [] }] },
    "deleted blobs not any more instead of 30 days",
  ],
  [
    "azurerm_mssql_database",
    { short_term_retention_policy: [{ retention_days: 35 }] },
    {},
    "automatic backups 7 days instead of 35 days",
  ],
  [
    "kafka_topic",
    { config: { "retention.ms": "-1" } },
    { config: { "retention.ms": "60000" } },
    "records 1 minute instead of without expiry",
  ],
  [
    "aws_efs_backup_policy",
    { backup_policy: [{ status: "ENABLED" }] },
    { backup_policy: [{ status: "DISABLED" }] },
    "automatic backups off",
  ],
  ["mongodbatlas_cluster", { pit_enabled: true }, { pit_enabled: false }, "point-in-time recovery off instead of on"],
  [
    "snowflake_table",
    { data_retention_time_in_days: 7 },
    { data_retention_time_in_days: 0 },
    "earlier states not any more instead of 7 days",
  ],
])("%s that keeps less is named", (type, before, after, what) => {
  expect(said(type, before, after)).toEqual([expect.stringContaining(`block Keeps less: ${what}`)]);
});

test.each([
  ["aws_s3_bucket_acl", { acl: "private" }, { acl: "public-read" }, "read its objects"],
  ["aws_db_snapshot", { shared_accounts: ["1"] }, { shared_accounts: ["1", "all"] }, "restore it"],
  ["aws_lambda_function_url", { authorization_type: "AWS_IAM" }, { authorization_type: "NONE" }, "invoke the function"],
  [
    "aws_eks_cluster",
    { vpc_config: [{ endpoint_public_access: true, public_access_cidrs: ["10.0.0.0/8"] }] },
    { vpc_config: [{ endpoint_public_access: true, public_access_cidrs: ["0.0.0.0/0"] }] },
    "reach its API",
  ],
  ["google_storage_bucket_iam_member", { member: "user:a@b.c" }, { member: "allUsers" }, "do what the role allows"],
  [
    "google_storage_bucket_iam_binding",
    { members: [] },
    { members: ["allAuthenticatedUsers"] },
    "do what the role allows",
  ],
  [
    "google_sql_database_instance",
    { settings: [{ ip_configuration: [{ authorized_networks: [] }] }] },
    { settings: [{ ip_configuration: [{ authorized_networks: [{ value: "0.0.0.0/0" }] }] }] },
    "reach it",
  ],
  [
    "azurerm_storage_container",
    { container_access_type: "private" },
    { container_access_type: "blob" },
    "read its blobs",
  ],
  [
    "azurerm_mssql_firewall_rule",
    { start_ip_address: "10.0.0.1", end_ip_address: "10.0.0.2" },
    { start_ip_address: "0.0.0.0", end_ip_address: "255.255.255.255" },
    "reach its server",
  ],
  [
    "azurerm_storage_account",
    { allow_nested_items_to_be_public: false },
    { allow_nested_items_to_be_public: true },
    "reach it",
  ],
  ["github_repository", { visibility: "private" }, { visibility: "public" }, "read it"],
])("%s that is made public is named", (type, before, after, may) => {
  expect(said(type, before, after)).toEqual([`block Lets everybody on the internet ${may}.`]);
  expect(said(type, after, before)).toEqual([]);
});

test.each([
  ["aws_db_instance", { storage_encrypted: true }, { storage_encrypted: false }],
  ["aws_ebs_volume", { encrypted: true, kms_key_id: "arn:a" }, { encrypted: false }],
  ["aws_opensearch_domain", { encrypt_at_rest: [{ enabled: true }] }, { encrypt_at_rest: [{ enabled: false }] }],
  ["google_bigquery_table", { kms_key_name: "k" }, { kms_key_name: "" }],
  ["azurerm_storage_account", { https_traffic_only_enabled: true }, { https_traffic_only_enabled: false }],
])("%s that is encrypted less is named", (type, before, after) => {
  expect(said(type, before, after)).toEqual(["block Encrypts what is stored from now on less than before."]);
});

test.each([
  [
    "aws_db_instance",
    { multi_az: true },
    { multi_az: false },
    "keeps it running when a zone or a machine fails: multi_az.",
  ],
  [
    "aws_db_instance",
    { skip_final_snapshot: false },
    { skip_final_snapshot: true },
    "protects it from being destroyed: skip_final_snapshot.",
  ],
  [
    "aws_db_instance",
    { delete_automated_backups: false },
    { delete_automated_backups: true },
    "delete_automated_backups.",
  ],
  [
    "aws_rds_cluster",
    { final_snapshot_identifier: "last" },
    { final_snapshot_identifier: null },
    "final_snapshot_identifier.",
  ],
  ["google_compute_disk", { deletion_policy: "ABANDON" }, { deletion_policy: "DELETE" }, "deletion_policy."],
  ["github_repository", { archive_on_destroy: true }, { archive_on_destroy: false }, "archive_on_destroy."],
])("%s that loses a protection is named", (type, before, after, what) => {
  expect(said(type, before, after)).toEqual([expect.stringContaining(what)]);
  expect(said(type, after, before)).toEqual([]);
});

const ingress = (...rules: readonly object[]) => ({ ingress: rules });
const rule = (cidr: string, port = 22, protocol = "tcp") => ({
  ...{ from_port: port, to_port: port, protocol },
  ...(cidr.includes(":") ? { ipv6_cidr_blocks: [cidr] } : { cidr_blocks: [cidr] }),
});

test.each([
  ["IPv6", ingress(rule("::/0")), ["block Lets everybody on the internet reach port 22."]],
  ["every protocol", ingress(rule("0.0.0.0/0", 0, "-1")), ["block Lets everybody on the internet reach every port."]],
  ["the web", ingress(rule("0.0.0.0/0", 443)), ["warn Lets everybody on the internet reach port 443."]],
  ["a network of one's own", ingress(rule("10.0.0.0/8")), []],
])("a security group that opens to %s", (_title, after, wanted) => {
  expect(said("aws_security_group", ingress(), after)).toEqual(wanted);
});

test("what everybody could reach before is opened to nobody", () => {
  expect(said("aws_security_group", ingress(rule("0.0.0.0/0")), { ...ingress(rule("0.0.0.0/0")), name: "b" })).toEqual(
    [],
  );
});

test("a rule that goes out lets in nobody", () => {
  const egress = { type: "egress", ...rule("0.0.0.0/0") };

  expect(said("aws_security_group_rule", {}, egress)).toEqual([]);
  expect(said("aws_security_group_rule", {}, { ...egress, type: "ingress" })).toHaveLength(1);
});

test("an address range that only ends at the last address is not the whole internet", () => {
  const after = { start_ip_address: "203.0.113.7", end_ip_address: "255.255.255.255" };

  expect(said("azurerm_mssql_firewall_rule", {}, after)).toEqual([]);
});

test("what was never encrypted is not encrypted less", () => {
  expect(
    said("aws_db_instance", { storage_encrypted: null, name: "a" }, { storage_encrypted: false, name: "b" }),
  ).toEqual([]);
});

test("what was never in several zones loses no redundancy", () => {
  expect(said("aws_db_instance", { multi_az: null, name: "a" }, { multi_az: false, name: "b" })).toEqual([]);
});

test("a queue that gets a key of its own in place of the service's is encrypted more", () => {
  const after = { sqs_managed_sse_enabled: false, kms_master_key_id: "alias/lake" };

  expect(said("aws_sqs_queue", { sqs_managed_sse_enabled: true }, after)).toEqual([]);
});

test("a lifecycle rule that looks at other objects than before expires these newly", () => {
  const rule = (prefix: string) => ({
    bucket: "films",
    rule: [{ id: "old", status: "Enabled", filter: [{ prefix }], expiration: [{ days: 30 }] }],
  });

  expect(said("aws_s3_bucket_lifecycle_configuration", rule("a/"), rule("b/"))).toEqual([
    expect.stringContaining('objects under rule "old" 30 days instead of without expiry'),
  ]);
});

test("a deletion protection that is turned off is named, and one that is turned on is not", () => {
  const on = { deletion_protection: true };
  const off = { deletion_protection: false };

  expect(said("aws_db_instance", on, off)).toEqual([
    "warn Removes what protects it from being destroyed: deletion_protection.",
  ]);
  expect(said("aws_db_instance", off, on)).toEqual([]);
});
