/** What AWS asks for one unit of something. */
export interface ListPrice {
  readonly dollars: number;
  /** The unit, as it follows "for". */
  readonly per: string;
  /** Where it was read. */
  readonly source: string;
}

const INFRACOST = { source: "price files of infracost's tests, July 2024" } as const;
const CALCULATOR = { source: "a public reproduction of the AWS calculator, November 2026" } as const;

/** us-east-1, on demand, first tier, no free tier. DynamoDB's are in tools/prices.ts. */
export const LIST_PRICES = {
  kinesisStreamHour: { dollars: 0.04, per: "an hour of an on-demand stream", ...INFRACOST },
  kinesisInGib: { dollars: 0.08, per: "a GB written, records rounded up to 1 KB", ...INFRACOST },
  kinesisOutGib: { dollars: 0.04, per: "a GB read", ...INFRACOST },
  kinesisRetentionGibMonth: { dollars: 0.1, per: "a GB kept for a month beyond its first day", ...INFRACOST },
  lambdaMillionRequests: { dollars: 0.2, per: "a million requests of Lambda", ...INFRACOST },
  lambdaGibSecond: { dollars: 0.0000133334, per: "a GB of Lambda for a second, arm64", ...INFRACOST },
  firehoseGib: { dollars: 0.029, per: "a GB that Firehose takes, records rounded up to 5 KB", ...CALCULATOR },
  firehoseConversionGib: { dollars: 0.018, per: "a GB converted to Parquet, rounded alike", ...INFRACOST },
  firehosePartitioningGib: { dollars: 0.02, per: "a GB partitioned", ...CALCULATOR },
  firehoseThousandObjects: { dollars: 0.005, per: "a thousand objects of partitions", ...CALCULATOR },
  s3ThousandPuts: {
    dollars: 0.005,
    per: "a thousand PUTs",
    source: "https://aws.amazon.com/s3/pricing/, not looked up again",
  },
  glueDpuHour: { dollars: 0.44, per: "a DPU for an hour, job or crawler", ...INFRACOST },
} as const satisfies Record<string, ListPrice>;
