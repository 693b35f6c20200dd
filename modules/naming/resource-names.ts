/** Where a resource stands, and so what it is called. */
export interface ResourceNamesProps {
  /** First part of every name, for example `event-lake`. */
  readonly prefix: string;
  /** Environment, for example `dev`. */
  readonly environment: string;
  /** 12 digits. */
  readonly accountId: string;
  /** For example `eu-central-1`. */
  readonly region: string;
}

/**
 * Names that follow from the environment alone, so that two stacks, a runbook and a person can know a name without
 * asking the state. Bucket names carry account and region, since they are unique in the whole of AWS.
 */
export class ResourceNames {
  constructor(private readonly props: ResourceNamesProps) {}

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
    return checkBucketName(`${this.of(purpose)}-${this.props.accountId}-${this.props.region}`);
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

/** @throws Error when S3 does not allow the bucket's name */
export function stateBackendNames(props: Omit<ResourceNamesProps, "environment">): StateBackendNames {
  const { prefix, accountId, region } = props;
  const keyAlias = `alias/${prefix}-terraform-state`;
  return {
    bucket: checkBucketName(`${prefix}-terraform-state-${accountId}-${region}`),
    keyAlias,
    keyAliasArn: `arn:aws:kms:${region}:${accountId}:${keyAlias}`,
  };
}

/** Beginnings that S3 keeps for itself; a name of ours ends with a region, which no reserved ending is. */
const RESERVED_BEGINNINGS = ["amzn-s3-demo-", "sthree-", "xn--"];

function checkBucketName(name: string): string {
  const reserved = RESERVED_BEGINNINGS.find((beginning) => name.startsWith(beginning));
  if (reserved !== undefined) {
    throw new Error(`Bucket name "${name}" begins with ${reserved}, which S3 reserves. Choose another name prefix.`);
  }
  if (name.length > 63) {
    throw new Error(
      `Bucket name "${name}" has ${name.length} characters; S3 allows 63. Shorten the name prefix or the environment's name.`,
    );
  }
  return name;
}
