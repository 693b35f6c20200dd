import type { LakeFormationClient } from "@aws-sdk/client-lakeformation";
import { BucketLocationConstraint, HeadBucketCommand, type S3Client } from "@aws-sdk/client-s3";
import { GetCallerIdentityCommand, type STSClient } from "@aws-sdk/client-sts";
import type { Environment } from "../../environments/schema";
import { stateBackendNames } from "../../modules/naming";
import { howToKeepSettings, type NamedAdministrators, settingsToBeLost } from "../bootstrap/lake-formation-settings";
import { closestName } from "../closest-name";
import { lineOf, type PreflightLine } from "./preflight-line";

/** S3 makes no difference for buckets in us-east-1, so its list leaves it out. */
const REGIONS: readonly string[] = ["us-east-1", ...Object.values(BucketLocationConstraint)];

type Sender<Client extends { send: unknown }> = Pick<Client, "send">;

/** Whether there is such a region, as far as this version of AWS's SDK knows. Asks nobody. */
export function regionLine({ region, name }: Pick<Environment, "name" | "region">): PreflightLine {
  const what = "region";
  if (REGIONS.includes(region)) return { what, found: region, verdict: "ok" };
  const meant = closestName(region, REGIONS);
  return {
    what,
    found: `${region}: AWS has no such region`,
    verdict: "stop",
    needed: "a region that exists",
    todo: `Correct region in environments/${name}.ts${meant === undefined ? "" : `: ${meant}?`}`,
  };
}

/** Whose credentials these are. A region that the account has not enabled knows none. */
export function accountLine(
  sts: Sender<STSClient>,
  { accountId, region, name }: Pick<Environment, "accountId" | "name" | "region">,
): Promise<PreflightLine> {
  const what = "account";
  return lineOf(what, `sts:GetCallerIdentity, in ${region}, which the account may have to enable`, async () => {
    const { Account: found = "", Arn: arn = "" } = await sts.send(new GetCallerIdentityCommand({}));
    if (found === accountId) return { what, found: `${found}, as ${arn}`, verdict: "ok" };
    return {
      what,
      found: `${found}, as ${arn}`,
      verdict: "stop",
      needed: `account ${accountId} (environments/${name}.ts)`,
      todo: `Take credentials of account ${accountId}, or correct accountId.`,
    };
  });
}

/** Whether the account was bootstrapped: the bucket of Terraform's state is there, and is the account's own. */
export function stateBucketLine(s3: Sender<S3Client>, environment: Environment): Promise<PreflightLine> {
  const { accountId, name } = environment;
  const { bucket } = stateBackendNames({ ...environment, prefix: environment.namePrefix });
  const what = "state bucket";
  const needed = `the bucket ${bucket} of account ${accountId}`;
  return lineOf(what, `s3:ListBucket on ${bucket}`, async () => {
    const owner = await bucketOwner(s3, bucket, accountId);
    if (owner === "account") return { what, found: bucket, verdict: "ok" };
    return owner === "nobody"
      ? {
          what,
          found: "not there: the account was not bootstrapped",
          verdict: "stop",
          needed,
          todo: `npm run bootstrap -- ${name}`,
        }
      : {
          what,
          found: `${bucket} belongs to another account, or may not be read`,
          verdict: "stop",
          needed,
          todo: `Choose another namePrefix in environments/${name}.ts: names of buckets are unique in all of AWS.`,
        };
  });
}

/** Who has a bucket of this name. */
export async function bucketOwner(
  s3: Sender<S3Client>,
  bucket: string,
  accountId: string,
): Promise<"account" | "nobody" | "somebody"> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: accountId }));
    return "account";
  } catch (error) {
    // A HEAD has no body: the status is all that S3 says.
    const { $metadata: { httpStatusCode } = {} } = error as {
      readonly $metadata?: { readonly httpStatusCode?: number };
    };
    if (httpStatusCode === 404) return "nobody";
    if (httpStatusCode === 403 || httpStatusCode === 301) return "somebody";
    throw error;
  }
}

/** Whether the bootstrap would take Lake Formation's settings from somebody. */
export function lakeFormationLine(
  lakeFormation: Sender<LakeFormationClient>,
  environment: Pick<Environment, "name">,
  named: NamedAdministrators,
): Promise<PreflightLine> {
  const what = "Lake Formation";
  return lineOf(what, "lakeformation:GetDataLakeSettings", async () => {
    const lost = await settingsToBeLost(lakeFormation, named);
    if (lost.length === 0) return { what, found: "no settings that would be lost", verdict: "ok" };
    return {
      what,
      found: `the account stack would take away: ${lost.join("; ")}`,
      verdict: "stop",
      needed: "settings that nobody else needs: they are one per account and region",
      todo: howToKeepSettings(environment.name),
    };
  });
}
