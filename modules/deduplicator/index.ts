export { batchSettings, type BatchSettings } from "./batch-settings";
export { bucketGeometry, type BucketTraffic } from "./bucket-geometry";
export { Deduplicator } from "./deduplicator";
export { DEFAULT_MEMORY_MEBIBYTES } from "./deduplicator-props";
export type { DeduplicatorNames, DeduplicatorProps, IndexShape, LogGroup } from "./deduplicator-props";
export { DeduplicationIndex, type DeduplicationIndexProps } from "./deduplication-index";
export type { ExistingQueue, ExistingQueueProps, IQueue } from "./existing-queue";
export { SideQueue, type SideQueueProps } from "./side-queue";
