import { checkInput, checkInputs, type RulesFor } from "../input-rules/inputs";
import { bucketName, namePart } from "../input-rules/names";
import { accountId, region } from "../input-rules/regions";
import type { Rule } from "../input-rules/rule";
import { arnAt } from "../input-rules/place";

/** Where a resource stands, and so what it is called. */
export interface ResourceNamesProps {
  /** First part of every name, for example `event-lake`: lower-case letters, digits and hyphens, a letter first. */
  readonly prefix: string;
  /** Environment, for example `dev`: lower-case letters, digits and hyphens, a letter first. */
  readonly environment: string;
  /** 12 digits. */
  readonly accountId: string;
  /** For example `eu-central-1`. */
  readonly region: string;
}

const RULES: RulesFor<ResourceNamesProps> = { prefix: namePart, environment: namePart, accountId, region };

/**
 * Names that follow from the environment alone, so that two stacks, a runbook and a person can know a name without
 * asking the state. Bucket names carry account and region, since they are unique in the whole of AWS.
 */
export class ResourceNames {
  /** @throws Error naming the part, its value, rule and fix, when no name can have it */
  constructor(private readonly props: ResourceNamesProps) {
    checkInputs("ResourceNames", props, RULES);
  }

  /** `event-lake-dev-<purpose>` */
  of(purpose: string): string {
    return `${this.props.prefix}-${this.props.environment}-${purpose}`;
  }

  /**
   * `event-lake-dev-<purpose>-<account>-<region>`
   *
   * @throws Error when S3 does not allow the name
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
   */
  bucket(purpose: string): string {
    return checkBucketName("ResourceNames", `${this.of(purpose)}-${this.props.accountId}-${this.props.region}`);
  }

  /** `event_lake_dev_<purpose>`: Glue and Athena want underscores. */
  database(purpose: string): string {
    return this.of(purpose).replaceAll("-", "_");
  }
}

/** The state bucket and its key: one of each per account and region, shared by the stacks there. */
export interface StateBackendNames {
  readonly bucket: string;
  /** Alias of the KMS key, with `alias/`. */
  readonly keyAlias: string;
  /** ARN of that alias, for the backend block of every stack. */
  readonly keyAliasArn: string;
}

const STATE_RULES: RulesFor<Omit<ResourceNamesProps, "environment">> = { prefix: namePart, accountId, region };

/** @throws Error when S3 does not allow the bucket's name */
export function stateBackendNames(props: Omit<ResourceNamesProps, "environment">): StateBackendNames {
  checkInputs("stateBackendNames", props, STATE_RULES);
  const { prefix, accountId, region } = props;
  const keyAlias = `alias/${prefix}-terraform-state`;
  return {
    bucket: checkBucketName("stateBackendNames", `${prefix}-terraform-state-${accountId}-${region}`),
    keyAlias,
    keyAliasArn: arnAt({ accountId, region }, "kms", keyAlias),
  };
}

/** A name that is put together is mended where its parts are written. */
const composedBucketName: Rule = (value) =>
  bucketName(value).map((mistake) => ({
    ...mistake,
    fix: "Shorten the prefix or the environment's name, or choose another prefix",
  }));

function checkBucketName(source: string, name: string): string {
  checkInput(source, "bucket name", name, composedBucketName);
  return name;
}
