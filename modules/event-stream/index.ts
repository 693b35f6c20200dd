export { DEFAULT_RETENTION_HOURS, EventStream, type EventStreamProps } from "./event-stream";
export type { ExistingStream, ExistingStreamProps } from "./existing-stream";
export type { IEventStream } from "./stream-use";
export type { LakeStreamMode, StreamMode } from "./stream-mode";
export { LEAST_ON_DEMAND_SHARDS, streamShards, type DeclaredTraffic } from "./stream-shards";
export { SHARD_BYTES_PER_SECOND, SHARD_RECORDS_PER_SECOND } from "../input-rules/peak-traffic";
