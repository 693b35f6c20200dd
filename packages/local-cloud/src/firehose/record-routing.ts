import type { BufferedRecord } from "./delivery-buffer";
import { deAggregate } from "./de-aggregation";
import type { DestinationSettings } from "./destination-settings";
import { extractMetadata } from "./metadata-extraction";
import { queryKeysOf } from "./prefix";

const NO_KEYS: ReadonlyMap<string, string> = new Map();

/** A record after the processors: its partition keys, or why it has none. */
export type RoutedRecord =
  | { readonly record: BufferedRecord; readonly keys: ReadonlyMap<string, string> }
  | { readonly record: BufferedRecord; readonly errorCode: string; readonly errorMessage: string };

/**
 * Runs the processors over incoming records: de-aggregation first, then the extraction of partition keys, over all of
 * them at once.
 */
export async function routeRecords(
  settings: DestinationSettings,
  records: readonly BufferedRecord[],
): Promise<RoutedRecord[]> {
  const { deAggregation, partitionQuery } = settings;
  const separated =
    deAggregation === undefined
      ? records
      : records.flatMap(({ data, arrival }) =>
          deAggregate(data, deAggregation).map((part) => ({ data: part, arrival })),
        );
  if (partitionQuery === undefined) {
    return separated.map((record) => ({ record, keys: NO_KEYS }));
  }
  const needed = queryKeysOf(settings.prefix);
  const extractions = await extractMetadata(
    partitionQuery,
    separated.map(({ data }) => data),
  );
  return separated.map((record, index) => {
    const extraction = extractions[index] ?? { keys: NO_KEYS };
    const missing = "keys" in extraction ? needed.find((key) => !extraction.keys.has(key)) : undefined;
    return missing === undefined
      ? { record, ...extraction }
      : {
          record,
          errorCode: "DynamicPartitioning.MetadataExtractionFailed",
          errorMessage: `partitionKeys values must not be null or empty: the query makes no key ${missing}`,
        };
  });
}
