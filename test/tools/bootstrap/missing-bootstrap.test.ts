import { TerraformError } from "@event-lake/plan-review/terraform";
import { afterBootstrap } from "../../../tools/bootstrap/missing-bootstrap";

function failing(output: string): () => Promise<never> {
  return () => Promise.reject(new TerraformError("init", 1, output));
}

test.each([
  'Error: Failed to get existing workspaces: S3 bucket "state" does not exist.\n\nThe referenced S3 bucket must have been created.',
  'Error: S3 bucket\n│ "event-lake-terraform-state-111111111111-eu-central-1" does not\n│ exist.',
  "operation error S3: ListObjectsV2, https response error StatusCode: 404, NoSuchBucket: The specified bucket does not exist",
])("where Terraform says %j, the person is told to bootstrap first", async (output) => {
  await expect(afterBootstrap("dev", failing(output))).rejects.toThrow('Run "npm run bootstrap -- dev" first.');
});

test.each([
  "Error: the plan does not exist: state.plan",
  'Error: S3 bucket "state" is locked\n\nThe object "lake/terraform.tfstate" does not exist.',
])("any other failure of Terraform stays as it is: %j", async (output) => {
  await expect(afterBootstrap("dev", failing(output))).rejects.toThrow(output);
});

test("what does not fail gives what it gave", async () => {
  await expect(afterBootstrap("dev", () => Promise.resolve(3))).resolves.toBe(3);
});
