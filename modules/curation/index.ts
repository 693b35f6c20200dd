export { Curation, type CurationInput, type CurationProps } from "./curation";
export { DeltaCrawler, type DeltaCrawlerProps } from "./delta-crawler";
export { curationCoreSeconds, workerFleet, type CurationTraffic, type WorkerFleet } from "./worker-fleet";
