import { FIREHOSE_PRICES } from "./prices";
import { valueAt } from "../plan/attribute-path";
import { blocksOf } from "../plan/values";
import type { CostItem, CostItemsOf } from "./cost-item";
import { gigabytesAMonth } from "./declared-traffic";

const S3 = "extended_s3_configuration[0]";
const KIBIBYTES_OF_A_RECORD = 5;

/**
 * A record counts as whole 5 KB, unless producers pack many events into one, as a delivery stream that de-aggregates
 * expects. Objects, jq hours and requests of S3 come on top: they depend on how events are spread over partitions.
 *
 * @see https://aws.amazon.com/firehose/pricing/
 */
export const deliveryCost: CostItemsOf = (delivery, traffic) => {
  const processors = blocksOf(valueAt(delivery, `${S3}.processing_configuration[0].processors`));
  const packed = processors.some(({ type }) => type === "RecordDeAggregation");
  const gigabytes = traffic && gigabytesAMonth(traffic, packed ? undefined : KIBIBYTES_OF_A_RECORD);
  const how = packed ? "packed records" : "in whole 5 KB a record";
  const item = (name: string, dollars: number): CostItem => ({
    item: name,
    basis: "assumed usage",
    dollars: gigabytes && gigabytes * dollars,
    note: `$${dollars} a GB, ${how}`,
    price: FIREHOSE_PRICES,
  });
  const conversion = `${S3}.data_format_conversion_configuration[0]`;
  const converts = valueAt(delivery, conversion) !== undefined && valueAt(delivery, `${conversion}.enabled`) !== false;
  const isOn = (path: string) => valueAt(delivery, `${S3}.${path}`) === true;
  return [
    item("data in", FIREHOSE_PRICES.dollarsPerGigabyteIn),
    ...(converts ? [item("format conversion", FIREHOSE_PRICES.dollarsPerGigabyteConverted)] : []),
    ...(isOn("dynamic_partitioning_configuration[0].enabled")
      ? [item("dynamic partitioning", FIREHOSE_PRICES.dollarsPerGigabytePartitioned)]
      : []),
  ];
};
