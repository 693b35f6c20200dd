export { Deduplicator, type BatchSettings, type DeduplicatorNames, type DeduplicatorProps } from "./deduplicator";
export { DeduplicationIndex, type DeduplicationIndexProps } from "./deduplication-index";
export { SideQueue, type SideQueueProps } from "./side-queue";
