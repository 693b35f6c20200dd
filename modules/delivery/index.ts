export { LandingDelivery, type LandingDeliveryProps } from "./landing-delivery";
export { ParquetDelivery, type ParquetDeliveryProps } from "./parquet-delivery";
export type { DeliveryStreamProps } from "./delivery-stream";
export type { ExistingDeliveryStream, ExistingDeliveryStreamProps, IDeliveryStream } from "./existing-delivery-stream";
export type { PartitionKeys } from "./partition-prefix";
