import type { Crawler } from "./crawler";

/** What a crawler does with the targets that it knows. */
export interface Crawl {
  run(crawler: Crawler): Promise<void>;
}

const SUPPORTED_TARGETS = ["CatalogTargets", "DeltaTargets"];

/** A run of a crawler: every kind of target that the local cloud knows. @throws Error for another kind */
export function crawlTargets(crawls: readonly Crawl[]): Crawl {
  return {
    async run(crawler) {
      const unsupported = Object.entries(crawler.Targets ?? {}).filter(
        ([kind, targets]) => !SUPPORTED_TARGETS.includes(kind) && Array.isArray(targets) && targets.length > 0,
      );
      if (unsupported.length > 0) {
        throw new Error(
          `Crawler ${crawler.Name}: the local cloud crawls catalogue and Delta targets only, got ${unsupported.map(([kind]) => kind).join(", ")}.`,
        );
      }
      for (const crawl of crawls) await crawl.run(crawler);
    },
  };
}
