import type { Construct } from "constructs";
import type { Environment } from "../environments/schema";
import { PartitionCrawler } from "../modules/catalogue";
import { Deduplicator } from "../modules/deduplicator";
import { ParquetDelivery } from "../modules/delivery";
import { batchSettings } from "./batch-settings";
import type { Foundation } from "./foundation";
import { indexShape } from "./index-shape";

/** The way through the deduplicator: events are checked, enriched and deduplicated before they are stored as Parquet. */
export interface InFlightPath {
  readonly crawler: PartitionCrawler;
  readonly delivery: ParquetDelivery;
  readonly deduplicator: Deduplicator;
}

/** @param scope the stack itself: the ids of what holds data stay what they are */
export function addInFlightPath(scope: Construct, environment: Environment, foundation: Foundation): InFlightPath {
  const { names, place, stream, storage, catalogue, encryptionKey, alarms, events } = foundation;
  const { removalProtection } = environment;
  const index = indexShape(environment);
  const crawler = new PartitionCrawler(scope, "partition_crawler", {
    ...place,
    name: names.of("raw-partitions"),
    catalogue,
  });
  const delivery = new ParquetDelivery(scope, "delivery", {
    ...place,
    name: names.of("delivery"),
    storage,
    catalogue,
    bufferMebibytes: environment.delivery.bufferMebibytes,
    bufferSeconds: environment.delivery.bufferSeconds,
    removalProtection,
    alarms,
  });
  const deduplicator = new Deduplicator(scope, "deduplicator", {
    ...place,
    names: {
      function: names.of("deduplicator"),
      // Two tables of two shapes cannot have one name while the environment changes from one to the other.
      index: names.of(index.kind === "bucket-log" ? "deduplication-log" : "deduplication-index"),
      duplicatesQueue: names.of("duplicates"),
      quarantineQueue: names.of("quarantine"),
      failuresBucket: names.bucket("failures"),
    },
    stream,
    delivery,
    windowDays: environment.deduplication.windowDays,
    index,
    streamRetentionHours: environment.stream.retentionHours,
    contractedEvents: events.map(({ name }) => name),
    batch: batchSettings(environment.traffic),
    encryptionKey,
    removalProtection,
    alarms,
  });
  return { crawler, delivery, deduplicator };
}
