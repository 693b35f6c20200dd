import {
  DYNAMODB_CAPACITY_PRICES,
  DYNAMODB_PRICES,
  FIREHOSE_PRICES,
  GLUE_PRICES,
  KINESIS_PRICES,
  KMS_PRICES,
  LAMBDA_PRICES,
  S3_PRICES,
} from "@event-lake/plan-review/costs/prices";
import { fetchPriceList, listedDollars, type ListedProduct, type PriceListFile } from "./price-list-file";

/** A price of packages/plan-review/src/costs/prices.ts, and where AWS lists it. */
interface CheckedPrice extends ListedProduct {
  readonly name: string;
  readonly dollars: number;
  /** Units of the list that the price is for. @default 1 */
  readonly units?: number;
}

const kinesis = (usageType: string, operation?: string) => ({ offer: "AmazonKinesis", usageType, operation });
const firehose = (usageType: string) => ({ offer: "AmazonKinesisFirehose", usageType });
const dynamodb = (usageType: string, operation?: string) => ({ offer: "AmazonDynamoDB", usageType, operation });
const glue = (usageType: string) => ({ offer: "AWSGlue", usageType });
const K = KINESIS_PRICES;

/** Every price that is used. The test fails for one that is missing. */
export const CHECKED_PRICES: readonly CheckedPrice[] = [
  {
    name: "KINESIS dollarsPerOnDemandStreamHour",
    dollars: K.dollarsPerOnDemandStreamHour,
    ...kinesis("OnDemand-StreamHour"),
  },
  {
    name: "KINESIS dollarsPerOnDemandGigabyteIn",
    dollars: K.dollarsPerOnDemandGigabyteIn,
    ...kinesis("OnDemand-BilledIncomingBytes"),
  },
  {
    name: "KINESIS dollarsPerOnDemandGigabyteOut",
    dollars: K.dollarsPerOnDemandGigabyteOut,
    ...kinesis("OnDemand-BilledOutgoingBytes"),
  },
  {
    name: "KINESIS dollarsPerGigabyteMonthToAWeek",
    dollars: K.dollarsPerGigabyteMonthToAWeek,
    ...kinesis("OnDemand-ExtendedRetention-ByteHrs"),
  },
  {
    name: "KINESIS dollarsPerGigabyteMonthBeyondAWeek",
    dollars: K.dollarsPerGigabyteMonthBeyondAWeek,
    ...kinesis("OnDemand-LongTermRetention-ByteHrs"),
  },
  {
    name: "KINESIS dollarsPerShardHour",
    dollars: K.dollarsPerShardHour,
    ...kinesis("Storage-ShardHour", "shardHourStorage"),
  },
  {
    name: "KINESIS dollarsPerShardHourToAWeek",
    dollars: K.dollarsPerShardHourToAWeek,
    ...kinesis("Extended-ShardHour", "shardHourStorage"),
  },
  {
    name: "KINESIS dollarsPerMillionPutUnits",
    dollars: K.dollarsPerMillionPutUnits,
    units: 1e6,
    ...kinesis("PutRequestPayloadUnits", "PutRequest"),
  },
  { name: "FIREHOSE dollarsPerGigabyteIn", dollars: FIREHOSE_PRICES.dollarsPerGigabyteIn, ...firehose("BilledBytes") },
  {
    name: "FIREHOSE dollarsPerGigabyteConverted",
    dollars: FIREHOSE_PRICES.dollarsPerGigabyteConverted,
    ...firehose("DFCBilledBytes"),
  },
  {
    name: "FIREHOSE dollarsPerGigabytePartitioned",
    dollars: FIREHOSE_PRICES.dollarsPerGigabytePartitioned,
    ...firehose("DPBytesDelivered"),
  },
  {
    name: "FIREHOSE dollarsPerThousandPartitionObjects",
    dollars: FIREHOSE_PRICES.dollarsPerThousandPartitionObjects,
    units: 1_000,
    ...firehose("S3DeliveryObjectCount"),
  },
  {
    name: "LAMBDA dollarsPerMillionRequests",
    dollars: LAMBDA_PRICES.dollarsPerMillionRequests,
    units: 1e6,
    offer: "AWSLambda",
    usageType: "Request(?:-ARM)?",
  },
  {
    name: "LAMBDA dollarsPerGigabyteSecond.x86_64",
    dollars: LAMBDA_PRICES.dollarsPerGigabyteSecond.x86_64,
    offer: "AWSLambda",
    usageType: "Lambda-GB-Second",
  },
  {
    name: "LAMBDA dollarsPerGigabyteSecond.arm64",
    dollars: LAMBDA_PRICES.dollarsPerGigabyteSecond.arm64,
    offer: "AWSLambda",
    usageType: "Lambda-GB-Second-ARM",
  },
  {
    name: "DYNAMODB dollarsPerMillionWriteUnits",
    dollars: DYNAMODB_PRICES.dollarsPerMillionWriteUnits,
    units: 1e6,
    ...dynamodb("WriteRequestUnits", "PayPerRequestThroughput"),
  },
  {
    name: "DYNAMODB dollarsPerMillionReadUnits",
    dollars: DYNAMODB_PRICES.dollarsPerMillionReadUnits,
    units: 1e6,
    ...dynamodb("ReadRequestUnits", "PayPerRequestThroughput"),
  },
  {
    name: "DYNAMODB_CAPACITY dollarsPerWriteUnitHour",
    dollars: DYNAMODB_CAPACITY_PRICES.dollarsPerWriteUnitHour,
    ...dynamodb("WriteCapacityUnit-Hrs", "CommittedThroughput"),
  },
  {
    name: "DYNAMODB_CAPACITY dollarsPerReadUnitHour",
    dollars: DYNAMODB_CAPACITY_PRICES.dollarsPerReadUnitHour,
    ...dynamodb("ReadCapacityUnit-Hrs", "CommittedThroughput"),
  },
  {
    name: "S3 dollarsPerThousandPuts",
    dollars: S3_PRICES.dollarsPerThousandPuts,
    units: 1_000,
    offer: "AmazonS3",
    usageType: "Requests-Tier1",
  },
  {
    name: "S3 dollarsPerThousandGets",
    dollars: S3_PRICES.dollarsPerThousandGets,
    units: 1_000,
    offer: "AmazonS3",
    usageType: "Requests-Tier2",
  },
  { name: "GLUE dollarsPerUnitHour", dollars: GLUE_PRICES.dollarsPerUnitHour, ...glue("ETL-DPU-Hour") },
  { name: "GLUE dollarsPerFlexUnitHour", dollars: GLUE_PRICES.dollarsPerFlexUnitHour, ...glue("ETL-Flex-DPU-Hour") },
  {
    name: "GLUE dollarsPerCrawlerUnitHour",
    dollars: GLUE_PRICES.dollarsPerCrawlerUnitHour,
    ...glue("Crawler-DPU-Hour"),
  },
  { name: "KMS dollarsPerKeyMonth", dollars: KMS_PRICES.dollarsPerKeyMonth, offer: "awskms", usageType: "KMS-Keys" },
];

/** One price, as prices.ts has it and as AWS lists it. */
export interface PriceComparison {
  readonly name: string;
  readonly stored: number;
  /** undefined: the file has none, or several; `problem` says so. */
  readonly listed?: number;
  readonly problem?: string;
}

export interface PriceCheck {
  readonly region: string;
  /** When AWS published the oldest of the files. */
  readonly publishedAt: string;
  readonly prices: readonly PriceComparison[];
}

/**
 * Compares every price with AWS's price list of a region.
 *
 * @param address of the server that has the files
 * @throws Error when a file cannot be read: nothing is guessed
 */
export async function checkPrices(address: string, region: string): Promise<PriceCheck> {
  const files = new Map<string, PriceListFile>();
  for (const { offer } of CHECKED_PRICES) {
    if (!files.has(offer)) files.set(offer, await fetchPriceList(address, offer, region));
  }
  const prices = CHECKED_PRICES.map(({ name, dollars, units = 1, ...product }): PriceComparison => {
    const file = files.get(product.offer);
    if (file === undefined) throw new Error(`There is no file of ${product.offer}.`);
    try {
      // 0.0000000140 for a unit, a million times.
      return { name, stored: dollars, listed: Number((listedDollars(file, product) * units).toPrecision(12)) };
    } catch (error) {
      return { name, stored: dollars, problem: error instanceof Error ? error.message : String(error) };
    }
  });
  const [publishedAt = ""] = [...files.values()].map(({ publicationDate }) => publicationDate).sort();
  return { region, publishedAt, prices };
}

/** The comparison for people, a line for each price. */
export function priceCheckText({ region, publishedAt, prices }: PriceCheck): string {
  const width = Math.max(...prices.map(({ name }) => name.length)) + 2;
  return [
    `Prices of packages/plan-review/src/costs/prices.ts (${K.region}) beside AWS's price list of ${region}, published ${publishedAt}:`,
    "",
    `${"".padEnd(width)}${"prices.ts".padStart(14)}${"listed".padStart(14)}`,
    ...prices.map(({ name, stored, listed, problem }) => {
      const told = problem ?? (listed === stored ? "" : `${((listed ?? 0) / stored).toFixed(3)} times as much`);
      return `${name.padEnd(width)}${String(stored).padStart(14)}${(listed ?? "?").toString().padStart(14)}  ${told}`.trimEnd();
    }),
  ].join("\n");
}

/** Prices that are not as AWS lists them, by name. */
export function otherPrices({ prices }: PriceCheck): readonly string[] {
  return prices.flatMap(({ name, stored, listed }) => (listed === stored ? [] : [name]));
}
