import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { createColors } from "picocolors";
import { writeComment } from "../src/comment/write-comment";
import { writeTerminal } from "../src/output/terminal";
import type { Review } from "../src/review";
import { reviewPlan } from "../src/review-plan";
import { verdictText } from "../src/verdict";

const OPTIONS = { everything: "review.md" };
const FOREIGN = path.join(__dirname, "../fixtures/foreign");

/** Reviews a plan of somebody else's, of which nothing is known but its JSON. */
function review(plan: unknown): Review {
  return reviewPlan({ plan, stack: "theirs", today: "2026-01-15" });
}

function said(reviewed: Review): readonly string[] {
  return [
    verdictText([reviewed]),
    ...reviewed.findings.map(({ severity, address, summary }) => `${severity} ${address}: ${summary}`),
  ];
}

/** What a review says of each plan in fixtures/foreign, each of which was passed over, refused or taken for another once. */
const WANTED: Readonly<Record<string, readonly string[]>> = {
  "action-only": [
    "No objection: 0 resources change in theirs, 1 warning",
    "warn action.aws_lambda_invoke.wipe: Invokes the action aws_lambda_invoke when it is applied.",
  ],
  "azure-destroy": [
    "Do not apply: 1 store would lose data in theirs",
    'block azurerm_mssql_database.a: Destroys the SQL database "prod".',
  ],
  "count-shift": [
    "Do not apply: 2 stores would lose data in theirs",
    'block aws_ecr_repository.r[1]: Destroys the ECR repository "sk" and makes an empty one in its place.',
    'block aws_ecr_repository.r[2]: Destroys the ECR repository "og".',
  ],
  deferred: [
    "No objection: 0 resources change in theirs, 2 warnings",
    "warn action.aws_lambda_invoke.seed: Is left for a later plan: something that it needs is deferred, too.",
    "warn kubernetes_persistent_volume_claim.data: Is left for a later plan: its provider's settings are known after the apply only.",
  ],
  "failed-check": [
    "Nothing to change in theirs, 1 warning",
    "warn check.c: The code's check.c does not hold: certificate expires tomorrow.",
  ],
  "forget-store": [
    "No objection: 1 resource changes in theirs, 1 warning",
    'warn aws_s3_bucket.a: Leaves the S3 bucket "b1" where it is, and Terraform no longer manages it.',
  ],
  "import-update": ["No objection: 1 resource changes in theirs"],
  "move-update": ["No objection: 1 resource changes in theirs"],
  "null-module-address": ["No objection: 1 resource changes in theirs"],
  provisioner: [
    "No objection: 1 resource changes in theirs, 1 warning",
    "warn terraform_data.a: Runs local-exec when terraform_data.a is created.",
  ],
  "rds-downgrade": [
    "Do not apply: 1 store would lose data and 1 finding needs acknowledgement in theirs",
    "block aws_db_instance.p: Keeps less: automatic backups not any more instead of 30 days.",
    "block aws_db_instance.p: Lets everybody on the internet reach it.",
  ],
  "rds-snapshot": [
    "Do not apply: 1 store would lose data in theirs",
    'block aws_db_instance.p: Destroys the RDS instance "prod" and makes an empty one in its place.',
  ],
  "rename-other-scope": ["No objection: 2 resources change in theirs"],
  s3object: [
    "No objection: 1 resource changes in theirs, 1 warning",
    'warn aws_s3_object.a: Destroys the S3 object "b".',
  ],
  "sg-open": [
    "Do not apply: 2 findings need acknowledgement in theirs",
    "block aws_s3_bucket_public_access_block.b: Turns off the bucket's block of public access.",
    "block aws_security_group_rule.a: Lets everybody on the internet reach port 22.",
  ],
};

const read = (name: string) => JSON.parse(readFileSync(path.join(FOREIGN, `${name}.json`), "utf8")) as unknown;

test.each(Object.entries(WANTED))("of %s it says what happens", (name, wanted) => {
  expect(said(review(read(name)))).toEqual(wanted);
});

test("every foreign plan is spoken of", () => {
  const names = readdirSync(FOREIGN).map((file) => path.basename(file, ".json"));

  expect(names.sort()).toEqual(Object.keys(WANTED).sort());
});

const change = (type: string, before: object | null, after: object | null, more: object = {}) => ({
  address: `${type}.a`,
  mode: "managed",
  type,
  name: "a",
  change: { actions: actionsOf(before, after), before, after, after_unknown: {}, ...more },
});

function actionsOf(before: object | null, after: object | null): string[] {
  if (before === null) return ["create"];
  return after === null ? ["delete"] : ["update"];
}

const planOf = (...changes: readonly object[]) => ({ format_version: "1.2", resource_changes: changes });

test.each([
  ["google_sql_database_instance", 'block google_sql_database_instance.a: Destroys the Cloud SQL instance "prod".'],
  ["azurerm_storage_account", 'block azurerm_storage_account.a: Destroys the storage account "prod".'],
  [
    "kubernetes_persistent_volume_claim",
    'block kubernetes_persistent_volume_claim.a: Destroys the persistent volume claim "prod".',
  ],
  ["aws_dynamodb_table_replica", 'block aws_dynamodb_table_replica.a: Destroys the DynamoDB replica "prod".'],
  ["aws_kms_external_key", 'block aws_kms_external_key.a: Destroys the KMS key with imported material "prod".'],
  ["aws_backup_vault", 'block aws_backup_vault.a: Destroys the backup vault "prod".'],
  ["aws_instance", 'warn aws_instance.a: Destroys the EC2 instance "prod".'],
  [
    "nobody_knows_it",
    "warn nobody_knows_it.a: Destroys a nobody_knows_it: a type that this review does not know. It may hold data.",
  ],
])("a %s that is destroyed is never passed over", (type, finding) => {
  expect(said(review(planOf(change(type, { name: "prod" }, null)))).slice(1)).toEqual([finding]);
});

test.each([
  "aws_default_security_group",
  "aws_ec2_transit_gateway",
  "aws_iam_role_policy",
  "aws_lambda_function",
  "aws_s3_bucket_policy",
  "aws_security_group",
  "aws_vpn_gateway",
  "azurerm_subnet",
  "google_project_iam_member",
  "kubernetes_deployment",
  "null_resource",
  "random_id",
])("a %s that is destroyed loses nothing", (type) => {
  expect(said(review(planOf(change(type, { name: "prod" }, null))))).toEqual([
    "No objection: 1 resource changes in theirs",
  ]);
});

test.each([
  [
    "google_compute_firewall",
    { source_ranges: ["0.0.0.0/0"], allow: [{ protocol: "tcp", ports: ["22"] }] },
    "block",
    "port 22",
  ],
  ["google_compute_firewall", { source_ranges: ["0.0.0.0/0"], allow: [{ protocol: "all" }] }, "block", "every port"],
  ["azurerm_network_security_rule", { ...inbound("*"), destination_port_range: "3389" }, "block", "port 3389"],
  [
    "azurerm_network_security_rule",
    { ...inbound("Internet"), destination_port_ranges: ["80", "443"] },
    "warn",
    "port 80, port 443",
  ],
  [
    "azurerm_network_security_group",
    { security_rule: [{ ...inbound("*"), destination_port_range: "*" }] },
    "block",
    "every port",
  ],
  ["azurerm_mssql_server", { public_network_access_enabled: true }, "block", "it"],
])("%s that opens the network to everybody is named", (type, after, severity, what) => {
  expect(said(review(planOf(change(type, null, after)))).slice(1)).toEqual([
    `${severity} ${type}.a: Lets everybody on the internet reach ${what}.`,
  ]);
});

function inbound(source: string) {
  return { direction: "Inbound", access: "Allow", protocol: "Tcp", source_address_prefix: source };
}

test.each([
  ["azurerm_network_security_rule", { ...inbound("10.0.0.0/8"), destination_port_range: "22" }],
  ["azurerm_network_security_rule", { ...inbound("*"), access: "Deny", destination_port_range: "22" }],
  ["google_compute_firewall", { direction: "EGRESS", source_ranges: ["0.0.0.0/0"], allow: [{ protocol: "all" }] }],
])("%s that lets in nobody new is not named", (type, after) => {
  expect(said(review(planOf(change(type, null, after))))).toHaveLength(1);
});

test.each([
  ["aws_elasticache_replication_group", { snapshot_retention_limit: 7 }, { snapshot_retention_limit: 1 }],
  ["aws_rds_cluster", { backup_retention_period: 7 }, {}],
  ["aws_redshift_cluster", { automated_snapshot_retention_period: 30 }, { automated_snapshot_retention_period: 1 }],
])("%s that keeps its backups for less time is named", (type, before, after) => {
  expect(said(review(planOf(change(type, before, after))))[1]).toMatch(/^block .*: Keeps less: automatic backups /);
});

test.each([
  ["a resource group", "azurerm_subnet", { resource_group_name: "one" }, { resource_group_name: "two" }],
  ["a zone", "google_compute_disk", { zone: "a" }, { zone: "b" }],
  ["a VPC", "aws_security_group", { vpc_id: "vpc-1" }, { vpc_id: "vpc-2" }],
  ["an account", "aws_ecr_repository", { account_id: "1" }, { account_id: "2" }],
  ["a project", "google_storage_bucket", { project: "one" }, { project: "two" }],
  ["a DNS zone", "aws_route53_record", { zone_id: "Z1" }, { zone_id: "Z2" }],
  ["a server", "azurerm_mssql_database", { server_id: "one" }, { server_id: "two" }],
  [
    "a namespace",
    "kubernetes_persistent_volume_claim",
    { metadata: [{ namespace: "one" }] },
    { metadata: [{ namespace: "two" }] },
  ],
])("the same name in another %s is no rename", (_title, type, before, after) => {
  const [removed, created] = [
    change(type, { name: "default", ...before }, null),
    { ...change(type, null, { name: "default", ...after }), address: `${type}.b` },
  ];

  expect(review(planOf(removed, created)).findings.map(({ check }) => check)).not.toContain("construct-renamed");
});

test("elements of count that have shifted are told to have, with the way out", () => {
  const [, removed] = review(read("count-shift")).findings;

  expect(removed?.remedy).toContain("`count` have shifted: aws_ecr_repository.r[1] becomes what this one is now");
});

test("what is imported or moved while it is updated says so in the terminal and in the comment", () => {
  const [moved, imported] = [review(read("move-update")), review(read("import-update"))];

  expect(writeTerminal(moved, createColors(false))).toContain(
    "update  aws_kinesis_stream.new, which was aws_kinesis_stream.old",
  );
  expect(writeTerminal(imported, createColors(false))).toContain("update  aws_s3_bucket_policy.a, imported");
  const comment = writeComment([moved, imported], OPTIONS).text;
  expect(comment).toContain("which was <code>aws_kinesis_stream.old</code>");
  expect(comment).toMatch(/<code>aws_s3_bucket_policy\.a<\/code>.*, imported/);
});

test("a warning takes the tick from the comment", () => {
  expect(writeComment([review(read("s3object"))], OPTIONS).text).toContain("## ⚠️ No objection");
});

test("an action's secret is masked, from the plan's hash too, and another action makes another plan", () => {
  const plan = (payload: string, target = "orders") => ({
    ...planOf(),
    action_invocations: [
      { address: "action.a.b", type: "a", config_values: { payload, target }, config_sensitive: { payload: true } },
    ],
  });
  const [one, otherSecret, otherTarget] = [
    review(plan("hidden")),
    review(plan("guessed")),
    review(plan("hidden", "all")),
  ];

  expect(JSON.stringify(one)).not.toContain("hidden");
  expect(otherSecret.planHash).toBe(one.planHash);
  expect(otherTarget.planHash).not.toBe(one.planHash);
});

test.each([
  ["0.1", "Terraform 0.12"],
  ["0.2", "Terraform 0.15"],
])("format %s, of %s, is read", (format_version) => {
  expect(review({ ...planOf(change("aws_s3_bucket", { bucket: "b" }, null)), format_version }).verdict).toBe(
    "objection",
  );
});

test.each(["0.3", "2.0", "1"])("format %s, which nobody knew, is refused", (format_version) => {
  expect(() => review({ format_version })).toThrow(`format_version "${format_version}"`);
});

test("null where Terraform writes nothing is nothing", () => {
  const nothing = {
    ...{ errored: null, resource_drift: null, checks: null, action_invocations: null, relevant_attributes: null },
    ...{ output_changes: null, configuration: null },
  };
  const nulls = { previous_address: null, module_address: null, deposed: null, action_reason: null };
  const plan = planOf({
    ...change("aws_s3_bucket", { bucket: "b" }, null, { replace_paths: null, importing: null }),
    ...nulls,
  });

  expect(said(review({ ...plan, ...nothing }))[1]).toBe('block aws_s3_bucket.a: Destroys the S3 bucket "b".');
});

test("what a tool has shortened is read: an address that can be told, a mode that is managed, HCP Terraform's version", () => {
  const shortened = {
    plan_format_version: "1.1",
    resource_changes: [
      {
        module_address: "module.m",
        type: "aws_s3_bucket",
        name: "a",
        index: "x",
        change: { actions: ["delete"], before: {} },
      },
    ],
  };

  expect(said(review(shortened))[1]).toBe('block module.m.aws_s3_bucket.a["x"]: Destroys the S3 bucket.');
});

test("a document without a version is refused with the reason and the command", () => {
  expect(() => review({ resource_changes: [] })).toThrow(
    "it has no format_version. Write it with: terraform show -json <saved plan>",
  );
});

test("a plan that `-target` has limited says so", () => {
  expect(said(review({ ...planOf(), complete: false }))[1]).toContain(
    "warn (plan): Does not plan all: `-target` limited it",
  );
  expect(said(review({ ...planOf(), complete: true }))).toHaveLength(1);
});
