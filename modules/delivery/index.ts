export { Delivery, type DeliveryProps } from "./delivery";
export type { PartitionKeys } from "./partition-prefix";
