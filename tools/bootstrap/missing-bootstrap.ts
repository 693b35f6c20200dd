import { TerraformError } from "@event-lake/plan-review/terraform";

/** Terraform's own words when the bucket of the state is not there, wrapped or not; anything else that stops it is a real problem. */
const NO_BUCKET = /NoSuchBucket|S3 bucket[\s│]+(?:"[^"]*"[\s│]+)?does[\s│]+not[\s│]+exist/;

/** Whether Terraform ended because the bucket that its state shall be in is not there. */
export function isBucketMissing(error: unknown): error is TerraformError {
  return error instanceof TerraformError && NO_BUCKET.test(error.output);
}

/**
 * Runs what needs the state's bucket.
 *
 * @param environment name of it
 * @throws Error that says to bootstrap first, in place of Terraform's, when the bucket is not there
 */
export async function afterBootstrap<T>(environment: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isBucketMissing(error)) throw error;
    throw new Error(
      `The bucket of Terraform's state is not there: the account of ${environment} was not bootstrapped, or these are another account's credentials. Run "npm run bootstrap -- ${environment}" first.`,
      { cause: error },
    );
  }
}
