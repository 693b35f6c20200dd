import { environmentNamed, environments } from "../fixtures/environments";
import type { Resource } from "../modules/synthesised";
import { constructId, synthesiseAccount, synthesiseEventLake } from "./synthesised-environments";

/** What holds data, or, like a key, is what data cannot be read without. */
const HOLDS_DATA = [
  "aws_dynamodb_table",
  "aws_kinesis_firehose_delivery_stream",
  "aws_kinesis_stream",
  "aws_kms_key",
  "aws_s3_bucket",
  "aws_sqs_queue",
];

const prod = environmentNamed("prod");
const prodLake = synthesiseEventLake(prod).resources;
const prodData = holdingData([...prodLake, ...synthesiseAccount(prod).resources]);

function holdingData(resources: readonly Resource[]): readonly Resource[] {
  return resources.filter(({ type }) => HOLDS_DATA.includes(type));
}

test("in prod, Terraform refuses to destroy everything that holds data", () => {
  expect(prodData.map(constructId)).toEqual([
    "deduplicator_index_table",
    "delivery_stream",
    "events_stream",
    "encryption_key",
    "deduplicator_failures_bucket",
    "queries_results_bucket",
    "storage_lake_bucket",
    "deduplicator_duplicates_queue",
    "deduplicator_quarantine_queue",
    "state_backend_key",
    "state_backend_state_bucket",
  ]);
  for (const { config } of prodData) expect(config["lifecycle"]).toMatchObject({ prevent_destroy: true });
});

test("in prod, no bucket is emptied, the index cannot be deleted by hand, and a key's deletion leaves 30 days", () => {
  for (const { type, config } of prodData) {
    if (type === "aws_s3_bucket") expect(config["force_destroy"]).toBe(false);
    if (type === "aws_dynamodb_table") expect(config["deletion_protection_enabled"]).toBe(true);
    if (type === "aws_kms_key") expect(config["deletion_window_in_days"]).toBe(30);
  }
});

test.each(environments.filter(({ removalProtection }) => !removalProtection))(
  "$name can be destroyed with all that it holds",
  (environment) => {
    const { resources } = synthesiseEventLake(environment);
    for (const { type, config } of holdingData([...resources, ...synthesiseAccount(environment).resources])) {
      expect(config["lifecycle"]).toMatchObject({ prevent_destroy: false });
      if (type === "aws_s3_bucket") expect(config["force_destroy"]).toBe(true);
      if (type === "aws_dynamodb_table") expect(config["deletion_protection_enabled"]).toBe(false);
    }
  },
);

test("lifting the protection changes nothing else: ids, names and settings stay", () => {
  const withoutProtection = (resources: readonly Resource[]) =>
    JSON.stringify(resources)
      .replaceAll(/"prevent_destroy":(true|false)/g, "")
      .replaceAll(/"(force_destroy|deletion_protection_enabled)":(true|false)/g, "")
      .replaceAll(/"deletion_window_in_days":(7|30)/g, "");

  const lifted = synthesiseEventLake({ ...prod, removalProtection: false });

  expect(withoutProtection(lifted.resources)).toBe(withoutProtection(prodLake));
});
