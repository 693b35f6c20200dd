export { batchSettings, type BatchSettings } from "./batch-settings";
export { bucketGeometry, type BucketTraffic } from "./bucket-geometry";
export { DEFAULT_MEMORY_MEBIBYTES, Deduplicator } from "./deduplicator";
export type { DeduplicatorNames, DeduplicatorProps, IndexShape } from "./deduplicator-props";
export { DeduplicationIndex, type DeduplicationIndexProps } from "./deduplication-index";
export { SideQueue, type SideQueueProps } from "./side-queue";
