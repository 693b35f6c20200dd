export { EventStream, type EventStreamProps } from "./event-stream";
export type { StreamMode } from "./stream-mode";
export {
  LEAST_ON_DEMAND_SHARDS,
  SHARD_BYTES_PER_SECOND,
  SHARD_RECORDS_PER_SECOND,
  streamShards,
  type DeclaredTraffic,
} from "./stream-shards";
