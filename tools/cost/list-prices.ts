import {
  FIREHOSE_PRICES,
  GLUE_PRICES,
  KINESIS_PRICES,
  LAMBDA_PRICES,
  S3_PRICES,
} from "@event-lake/plan-review/costs/prices";

/** What AWS asks for one unit of something. */
export interface ListPrice {
  readonly dollars: number;
  /** The unit, as it follows "for". */
  readonly per: string;
}

/** Of packages/plan-review/src/costs/prices.ts, what the cost of a mode is made of; DynamoDB's come beside them. */
export const LIST_PRICES = {
  kinesisStreamHour: {
    dollars: KINESIS_PRICES.dollarsPerOnDemandStreamHour,
    per: "an hour of an on-demand stream",
  },
  kinesisInGib: {
    dollars: KINESIS_PRICES.dollarsPerOnDemandGigabyteIn,
    per: "a GB written, records rounded up to 1 KB",
  },
  kinesisOutGib: { dollars: KINESIS_PRICES.dollarsPerOnDemandGigabyteOut, per: "a GB read" },
  kinesisShardHour: { dollars: KINESIS_PRICES.dollarsPerShardHour, per: "an hour of a provisioned shard" },
  kinesisShardHourBeyondADay: {
    dollars: KINESIS_PRICES.dollarsPerShardHourToAWeek,
    per: "an hour of a provisioned shard that keeps records beyond their first day",
  },
  kinesisMillionPutUnits: {
    dollars: KINESIS_PRICES.dollarsPerMillionPutUnits,
    per: "a million units of 25 KB that a provisioned stream takes",
  },
  kinesisRetentionGibMonth: {
    dollars: KINESIS_PRICES.dollarsPerGigabyteMonthToAWeek,
    per: "a GB kept for a month beyond its first day",
  },
  lambdaMillionRequests: { dollars: LAMBDA_PRICES.dollarsPerMillionRequests, per: "a million requests of Lambda" },
  lambdaGibSecond: {
    dollars: LAMBDA_PRICES.dollarsPerGigabyteSecond.arm64,
    per: "a GB of Lambda for a second, arm64",
  },
  firehoseGib: {
    dollars: FIREHOSE_PRICES.dollarsPerGigabyteIn,
    per: "a GB that Firehose takes, records rounded up to 5 KB",
  },
  firehoseConversionGib: {
    dollars: FIREHOSE_PRICES.dollarsPerGigabyteConverted,
    per: "a GB converted to Parquet, rounded alike",
  },
  firehosePartitioningGib: { dollars: FIREHOSE_PRICES.dollarsPerGigabytePartitioned, per: "a GB partitioned" },
  firehoseThousandObjects: {
    dollars: FIREHOSE_PRICES.dollarsPerThousandPartitionObjects,
    per: "a thousand objects of partitions",
  },
  s3ThousandPuts: { dollars: S3_PRICES.dollarsPerThousandPuts, per: "a thousand PUTs or LISTs" },
  s3ThousandGets: { dollars: S3_PRICES.dollarsPerThousandGets, per: "a thousand GETs" },
  glueDpuHour: { dollars: GLUE_PRICES.dollarsPerUnitHour, per: "a DPU of a job for an hour" },
  glueFlexDpuHour: { dollars: GLUE_PRICES.dollarsPerFlexUnitHour, per: "one of a Flex run" },
  glueCrawlerDpuHour: { dollars: GLUE_PRICES.dollarsPerCrawlerUnitHour, per: "one of a crawler" },
} as const satisfies Record<string, ListPrice>;
