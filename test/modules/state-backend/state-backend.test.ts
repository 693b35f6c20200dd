import { stateBackendNames } from "../../../modules/naming";
import { StateBackend } from "../../../modules/state-backend";
import { place } from "../example-constructs";
import { synthesise } from "../synthesised";

const names = stateBackendNames({ ...place, prefix: "event-lake" });

function stateBackend(removalProtection?: boolean) {
  return synthesise((scope) => {
    new StateBackend(scope, "state_backend", { ...place, names, removalProtection });
  });
}

test("the state's bucket and key have the names that every stack's backend block is written from", () => {
  const stack = stateBackend();

  expect(stack.config("aws_s3_bucket")["bucket"]).toBe(names.bucket);
  expect(stack.config("aws_kms_alias")["name"]).toBe(names.keyAlias);
});

test("every version of a state is kept, encrypted with the state's own key", () => {
  const stack = stateBackend();

  expect(stack.config("aws_s3_bucket_versioning")["versioning_configuration"]).toEqual({ status: "Enabled" });
  expect(stack.ofType("aws_s3_bucket_lifecycle_configuration")).toEqual([]);
  expect(stack.config("aws_s3_bucket_server_side_encryption_configuration")["rule"]).toMatchObject([
    { apply_server_side_encryption_by_default: { kms_master_key_id: stack.reference("aws_kms_key", "arn") } },
  ]);
});

test.each([true, false])("bucket and key are protected together or not at all (%s)", (removalProtection) => {
  const stack = stateBackend(removalProtection);

  expect(stack.config("aws_s3_bucket")).toMatchObject({
    force_destroy: !removalProtection,
    lifecycle: { prevent_destroy: removalProtection },
  });
  expect(stack.config("aws_kms_key")["lifecycle"]).toEqual({ prevent_destroy: removalProtection });
});
