export { EventStream, type EventStreamProps, type StreamMode } from "./event-stream";
export { LEAST_ON_DEMAND_SHARDS, streamShards, type DeclaredTraffic } from "./stream-shards";
